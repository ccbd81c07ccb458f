"""The sixty-second form of the plant, as somebody fills it in."""

from tests.portal.pages.samples import PROGRAMME, UNIT

PAGE = f"/g/{PROGRAMME}/{UNIT}"
FORM = f"/programmes/{PROGRAMME}/form"
TYPED = {
    "title": "Đồ gá giữ đế giày",
    "summary": "Khoét tấm nhựa theo biên đế.",
    "kind": "technical",
    "field": "may mặc",
    "benefit": "12,5 triệu",
    "applied": "date",
    "applied_on": "2026-11-20",
    "key": "k-1",
}


def is_kept(text: str) -> bool:
    """Whether a page has all of it."""
    return all(value in text for value in (TYPED["title"], TYPED["summary"], TYPED["benefit"]))
