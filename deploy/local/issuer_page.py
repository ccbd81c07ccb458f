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
_PAGE: Final = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string("""<!doctype html>
<html lang="{{ 'en' if is_english else 'vi' }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ "Choose who you are" if is_english else "Chọn người dùng thử" }}</title>
<style>
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 44rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.5rem; line-height: 1.25; } h2 { font-size: 1.125rem; margin: 2rem 0 .5rem; }
ul { list-style: none; padding: 0; margin: 0; display: grid; gap: .5rem; }
button { inline-size: 100%; min-block-size: 2.75rem; text-align: start; font: inherit; padding: .5rem 1rem;
  border: 1px solid GrayText; border-radius: .375rem; background: Canvas; color: CanvasText; cursor: pointer; }
button:hover, button:focus-visible { outline: 2px solid Highlight; } b, small { display: block; }
</style>
</head>
<body>
<h1>{{ "Choose who you are" if is_english else "Chọn người dùng thử" }}</h1>
<p>{{ "Local use only: nobody is asked for a password. All people are made up."
  if is_english else "Chỉ dùng trên máy này: không hỏi mật khẩu. Mọi người ở đây đều là nhân vật tạo sẵn." }}</p>
<form method="post" action="?{{ query }}">
{% for group, people in groups %}
<h2>{{ group }}</h2>
<ul>
{% for person in people %}
<li><button name="sub" value="{{ person.sub }}"><b>{{ person.name }}</b><small>{{ person.duties }}</small></button></li>
{% endfor %}
</ul>
{% else %}
<p>{{ "Nobody is here yet: the sample is still being loaded. Load this page again."
  if is_english else "Chưa có ai: dữ liệu mẫu đang được nạp. Hãy tải lại trang." }}</p>
{% endfor %}
</form>
</body>
</html>
""")


def choose(people: Iterable[LocalPerson], asked: dict[str, str], language: str) -> str:
    """The page for a client's request; choosing somebody posts it on as it came."""
    groups = [(group, list(members)) for group, members in groupby(people, key=lambda person: person.group)]
    return _PAGE.render(groups=groups, query=urlencode(asked), is_english=language == "en")
