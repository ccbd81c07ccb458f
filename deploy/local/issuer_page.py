"""The page of the local sign-in: everybody one may be, and what each may do."""

from collections.abc import Iterable
from itertools import groupby
from typing import Final
from urllib.parse import urlencode

from jinja2 import Environment

from deploy.local.people import LocalPerson

CONTENT_POLICY: Final = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; form-action http://127.0.0.1:*; frame-ancestors 'none'"
)
_TRANSLATED: Final = ("en", "zh", "ko", "ja")
"""What the portal's first page is to be had in besides Vietnamese; this page is in English then."""
_IN_ENGLISH: Final = {
    "Người lao động": "Workers",
    "Gửi sáng kiến": "Sends initiatives",
    "Tổ hỗ trợ sáng kiến": "Support teams",
    "Nhập thay người lao động": "Enters what workers tell",
    "Cán bộ xét duyệt": "Reviewers",
    "Xét duyệt": "Reviews",
    "Lãnh đạo": "Leaders",
    "Xét duyệt, khen thưởng, phân công": "Reviews, rewards, appoints",
    "Quản trị": "Administrators",
    "Quản trị chương trình, đơn vị, chỉ tiêu của thành phố": "Administers the city's programmes, units and targets",
    "Quản trị toàn hệ thống": "Administers the whole system",
}
"""What the sample's people do; names of units stay."""
_PAGE: Final = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string("""<!doctype html>
<html lang="{{ 'en' if is_english else 'vi' }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ "Choose who you are" if is_english else "Anh/chị vào với tư cách ai?" }}</title>
<style>
:root { color-scheme: light dark; font: 1rem/1.5 "Inter", "Roboto", system-ui, sans-serif;
  --paper: #fbfaf7; --surface: #fff; --line: #8d887b; --ink: #1d1c19;
  --quiet: #56524a; --brand: #b5121b; --act: #0a5189; }
@media (prefers-color-scheme: dark) { :root {
  --paper: #161614; --surface: #1f1f1c; --line: #8a867b; --ink: #f0eee8;
  --quiet: #b6b2a7; --brand: #d8343d; --act: #8cc4f2; } }
body { margin: 0; border-block-start: 4px solid var(--brand); background: var(--paper); color: var(--ink); }
main { max-inline-size: 72rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; } p { margin: .5rem 0; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0; } h2 { font-size: 1.125rem; margin: 2rem 0 .5rem; }
ul { list-style: none; padding: 0; margin: 0; display: grid; gap: .5rem;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr)); } li { display: grid; }
button { inline-size: 100%; min-block-size: 2.75rem; text-align: start; font: inherit; padding: .5rem 1rem;
  border: 1px solid var(--line); border-radius: .375rem; background: var(--surface); color: inherit; cursor: pointer; }
button:hover, button:focus-visible { outline: 3px solid var(--act); outline-offset: 1px; }
nav { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; margin-block-end: 1rem; }
nav a { display: inline-flex; align-items: center; min-block-size: 2.75rem; color: var(--act); }
b, small { display: block; } small { font-size: .875rem; color: var(--quiet); }
</style>
</head>
<body><main>
<nav><a href="{{ home }}">← {{ "Back to Sáng kiến" if is_english else "Về trang Sáng kiến" }}</a>
<a href="?{{ other_query }}" lang="{{ 'vi' if is_english else 'en' }}">
{{- "Tiếng Việt" if is_english else "English" }}</a></nav>
<h1>{{ "Choose who you are" if is_english else "Anh/chị vào với tư cách ai?" }}</h1>
<p>{{ "Choose somebody to try the system as. Local use only: no password is asked for, all people are made up."
  if is_english else
  "Chọn một người để dùng thử. Chỉ dùng trên máy này: không hỏi mật khẩu, mọi người ở đây đều do máy tạo ra." }}</p>
<form method="post" action="?{{ query }}">
{% for group, people in groups %}
<h2>{{ said(group) }}</h2>
<ul>
{% for person in people %}
<li><button name="sub" value="{{ person.sub }}"><b>{{ person.name }}</b>
<small>{{ said(person.duties) }}</small></button></li>
{% endfor %}
</ul>
{% else %}
<p>{{ "Nobody is here yet: the sample is still being loaded. Load this page again."
  if is_english else "Chưa có ai: dữ liệu mẫu đang được nạp. Hãy tải lại trang." }}</p>
{% endfor %}
</form>
</main></body>
</html>
""")


def choose(people: Iterable[LocalPerson], asked: dict[str, str], portal: str) -> str:
    """The page for a client's request; choosing somebody posts it on as it came. `portal` is where one came from."""
    groups = [(group, list(members)) for group, members in groupby(people, key=lambda person: person.group)]
    language = asked.get("ui_locales", "vi")
    is_english = language != "vi"
    return _PAGE.render(
        groups=groups,
        query=urlencode(asked),
        other_query=urlencode({**asked, "ui_locales": "vi" if is_english else "en"}),
        home=f"{portal}/{language if language in _TRANSLATED else ''}",
        is_english=is_english,
        said=_in_english if is_english else str,
    )


def _in_english(text: str) -> str:
    return " · ".join(_IN_ENGLISH.get(part, part) for part in text.split(" · "))
