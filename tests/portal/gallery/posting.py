"""The sixty-second form and the choice of a unit, as whoever passes by sees them."""

from typing import Any, Final

from tests.portal.gallery.shown import WRONG, Shown
from tests.portal.pages.conftest import Browser
from tests.portal.pages.samples import ABOVE, NAMED, PROGRAMME, UNIT, form

FIELDS: Final = ("chế biến thủy sản", "cơ khí", "điện tử", "may mặc", "nông nghiệp", "chế biến nông sản")
KINDS: Final = ("technical", "management", "operational", "application", "research")
TYPED: Final = {"title": "A", "summary": "", "field_text": "", "benefit": "nhiều lắm", "applied": "date", "key": "k-1"}
FORM: Final = f"/g/{PROGRAMME}/{UNIT}"


def whole_form(**changes: Any) -> dict[str, Any]:
    """The form with all kinds and as many fields of work as a unit of production has."""
    kinds = [{"code": code, "vi": code, "en": code} for code in KINDS]
    return form(kinds=kinds, fields=[{"vi": name, "en": name, "sectors": ["production"]} for name in FIELDS], **changes)


def visitor(browser: Browser) -> None:
    """Somebody with the poster's address, not signed in."""
    browser.services.says("submission", "GET", f"/programmes/{PROGRAMME}/form", whole_form())
    found = [
        {**NAMED, "path": ABOVE, "level": "grassroots"},
        {"code": "ltt", "name": "Trường THPT chuyên Lý Tự Trọng", "path": ABOVE[:1], "level": "grassroots"},
    ]
    browser.services.says("submission", "GET", "/units", {"items": found, "next": None})


def closed(browser: Browser) -> None:
    """The form after its programme's deadline."""
    why = {
        "open": False,
        "closed_because": {"code": "ended", "vi": "Chương trình đã hết hạn gửi.", "en": "The programme takes no more."},
    }
    browser.services.says("submission", "GET", f"/programmes/{PROGRAMME}/form", whole_form(**why))


def _page(name: str, path: str, arrange: Any = visitor, fields: Any = None, status: int = 200) -> Shown:
    return Shown(name, "worker", path, arrange, fields, status)


PAGES: Final = (
    _page("choose a unit", f"/g/{PROGRAMME}"),
    _page("choose a unit, found", f"/g/{PROGRAMME}?q=giay"),
    _page("form", FORM),
    _page("form, wrong", FORM, visitor, TYPED, WRONG),
    _page("form, closed", FORM, closed),
)
