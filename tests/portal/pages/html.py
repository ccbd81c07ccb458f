"""What every page of HTML has."""

import re
from typing import Final

import httpx

from portal.web.language import LANGUAGES

CODES: Final = "|".join(LANGUAGES)


def check_page(answer: httpx.Response) -> None:
    """Fail unless the answer is none of a fault of ours, and, when it is HTML, a whole page."""
    assert answer.status_code < 500, f"{answer.request.method} {answer.request.url}: {answer.status_code}"
    check_html(answer)


def check_html(answer: httpx.Response) -> None:
    """Fail unless the answer, when it is HTML, has a title, a language and one heading that is the page's."""
    if not answer.headers.get("content-type", "").startswith("text/html") or answer.request.method == "HEAD":
        return
    text, where = answer.text, f"{answer.request.method} {answer.request.url}"
    title = re.search(r"<title>([^<]*)</title>", text)
    assert title, where
    assert title[1].split("·")[0].strip(), f"{where}: a title that says nothing"
    assert re.search(rf'<html lang="({CODES})"', text), where
    shown = re.sub(r"<section[^>]* hidden[ >].*?</section>", "", text, flags=re.DOTALL)
    assert len(re.findall(r"<h1[ >]", shown)) == 1, where
    assert re.sub(r"<[^>]+>", "", text.split("<h1")[1].split("</h1>")[0].partition(">")[2]).strip(), where
