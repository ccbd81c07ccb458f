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


def check_columns(text: str) -> None:
    """Fail where figures stand at one edge of their column and its heading at the other."""
    for table in re.findall(r"<table.*?</table>", text, flags=re.DOTALL):
        head, _, body = table.partition("</thead>")
        row = re.search(r"<tr[ >].*?</tr>", body, flags=re.DOTALL)
        headings, cells = _cells(head, "th"), _cells(row[0] if row else "", "td")
        if len(headings) != len(cells):
            continue  # no head, or cells over several columns
        for (heading, words), (cell, figure) in zip(headings, cells, strict=True):
            assert ("num" in heading) == ("num" in cell) or "<input" in figure or not words, words


def _cells(text: str, tag: str) -> list[tuple[list[str], str]]:
    """The classes of each cell, and what is in it."""
    found = re.findall(rf"<{tag}(?=[ >])(?: [^>]*?class=\"([^\"]*)\")?[^>]*>(.*?)</{tag}>", text, flags=re.DOTALL)
    return [(classes.split(), content.strip()) for classes, content in found]
