"""Pages that anybody may look at."""

from typing import Any, Final, Never
from uuid import UUID

from fastapi import Request

from portal.store import Session
from portal.web.visitors import LookedTooOften
from tests.portal.gallery.figures import LONGEST, board, running, standing
from tests.portal.gallery.shown import AWAY, WRONG, Shown, nobody
from tests.portal.pages.conftest import Browser
from tests.portal.pages.samples import ABOVE, NAMED, PROGRAMME, form
from tests.portal.pages.test_own_data import CODE, RECEIPT

ONE: Final = LONGEST[1]
PATH_OF_ONE: Final = [{"code": "tld", "name": "Tổng Liên đoàn Lao động Việt Nam"}, *ABOVE]
SNAPSHOTS: Final = [
    {
        "id": "0b9e2d1c-5a34-4f6e-9c1d-2f7a8b3c4d5e",
        "number": 2,
        "window": "P1",
        "frozen_at": "2026-11-25T03:32:00Z",
        "final": False,
    },
    {
        "id": "7c4f1a2b-8d3e-4b5a-a6c7-d8e9f0a1b2c3",
        "number": 1,
        "window": "2026-Q3",
        "frozen_at": "2026-10-15T03:32:00Z",
        "final": True,
    },
]


def figures(browser: Browser) -> None:
    """Everything that is public of one programme."""
    says = browser.services.says
    unit = {"code": ONE.code, "name": ONE.name, "path": PATH_OF_ONE, "level": "grassroots", "sector": "education"}
    says("submission", "GET", "/programmes", {"items": [running(), running(id="nam-truoc", ends_on="2026-10-31")]})
    says("submission", "GET", "/showcase", {"items": [typical(number) for number in range(5)], "next": "more"})
    known = form(programme=running(), unit={**unit, "closed": False})
    for programme in (PROGRAMME, "nam-truoc"):
        says("submission", "GET", f"/programmes/{programme}/form", known)
        says("ranking", "GET", f"/boards/{programme}", board())
    says("ranking", "GET", f"/standings/{PROGRAMME}/{ONE.code}", standing())
    says("ranking", "GET", f"/standings/{PROGRAMME}/can-tho", standing())
    says("ranking", "GET", "/snapshots", {"items": SNAPSHOTS})


def nothing_yet(browser: Browser) -> None:
    """The day before anything was set up, and a programme in which nothing has happened."""
    figures(browser)
    says = browser.services.says
    says("submission", "GET", "/programmes", {"items": []})
    says("submission", "GET", "/showcase", {"items": [], "next": None})
    says("ranking", "GET", f"/boards/{PROGRAMME}", board(rows=0, next=None))
    says("ranking", "GET", "/snapshots", {"items": []})
    ended = {"code": "ended", "vi": "Chương trình đã hết hạn gửi.", "en": "The programme takes no more."}
    says(
        "submission",
        "GET",
        f"/programmes/{PROGRAMME}/form",
        form(programme=running(), open=False, closed_because=ended),
    )


def typical(number: int) -> dict[str, Any]:
    """One of the showcase."""
    unit = LONGEST[number]
    return {
        "id": str(UUID(int=500 + number)),
        "title": "Xe phơi bán thành phẩm nhiều tầng, phơi và chuyển hàng cùng lúc" if number % 2 else "Kệ xoay",
        "summary": "Khung ống lồng thay cho giàn giáo, hai người dựng xong phông hội nghị trong nửa giờ.",
        "unit": unit.code,
        "unit_name": unit.name,
        "author": None if number % 2 else "Nguyễn Thị Ánh",
        "kind": "technical",
        "level": "provincial",
        "decided_on": "2026-11-20",
        "shown_since": "2026-11-22T03:00:00Z",
    }


def checks(browser: Browser) -> None:
    """A certificate and a receipt that exist; every other code is nobody's."""
    good = {"name": "Nguyễn Thị Ánh", "award": "Bằng khen, cấp tỉnh, thành phố"}
    browser.services.says(
        "notify", "GET", "/verify/kZ0mJvQqT9", {**good, "decided_on": "2026-11-20", "decision_number": "12/QĐ-LĐLĐ"}
    )
    browser.services.refuses("notify", "GET", "/verify/khong-co", 404, "not-found")
    browser.services.says("review", "GET", f"/receipts/{CODE}", {**RECEIPT, "awaited_unit": NAMED})
    browser.services.refuses("notify", "GET", "/verify/thu-hoi", 410, "revoked")
    browser.services.refuses("review", "GET", "/receipts/SK-0000", 404, "not-found")


def forbidden(browser: Browser) -> None:
    """A board that is not for everybody."""
    figures(browser)
    why = "Chỉ lãnh đạo, người xét duyệt của Liên đoàn Lao động thành phố Cần Thơ xem được bảng này."
    browser.services.refuses("ranking", "GET", f"/boards/{PROGRAMME}", 403, "forbidden", title=why, detail=why)


def away(browser: Browser) -> None:
    """Ranking does not answer."""
    figures(browser)
    browser.services.away.add("ranking")


def too_often(browser: Browser) -> None:
    """More pages were opened than are made for one visitor."""

    def nothing(_request: Request, _session: Session | None) -> Never:
        raise LookedTooOften(42)

    browser.app.state.limits.looking = nothing


def refused(browser: Browser) -> None:
    """A question that ranking cannot answer."""
    figures(browser)
    errors = [{"field": "window", "code": "unknown-window", "message": "Chương trình không có kỳ này."}]
    browser.services.refuses(
        "ranking", "GET", f"/boards/{PROGRAMME}", WRONG, "invalid", title="Địa chỉ chưa đúng", errors=errors
    )


def _page(name: str, path: str, arrange: Any = figures, status: int = 200) -> Shown:
    return Shown(name, "public", path, arrange, status=status)


PAGES: Final = (
    _page("home", "/"),
    _page("home, nothing yet", "/", nothing_yet),
    _page("programme", f"/chuong-trinh/{PROGRAMME}"),
    _page("programme, closed", f"/chuong-trinh/{PROGRAMME}", nothing_yet),
    _page("unit", f"/don-vi/{PROGRAMME}/{ONE.code}"),
    _page("board", f"/bang/{PROGRAMME}?unit=can-tho"),
    _page("board, empty", f"/bang/{PROGRAMME}?behind=true", nothing_yet),
    _page("ceremony", f"/trinh-chieu/{PROGRAMME}"),
    _page("showcase", f"/tieu-bieu/{PROGRAMME}"),
    _page("showcase, empty", f"/tieu-bieu/{PROGRAMME}", nothing_yet),
    _page("results", f"/ket-qua/{PROGRAMME}"),
    _page("results, empty", f"/ket-qua/{PROGRAMME}", nothing_yet),
    _page("verify", "/verify", nobody),
    _page("verify, good", "/verify/kZ0mJvQqT9", checks),
    _page("verify, revoked", "/verify/thu-hoi", checks, 410),
    _page("verify, unknown", "/verify/khong-co", checks, 404),
    _page("receipt", "/bien-nhan", nobody),
    _page("receipt, found", f"/bien-nhan/{CODE}", checks),
    _page("receipt, unknown", "/bien-nhan/SK-0000", checks, 404),
    _page("how-to", "/huong-dan", nobody),
    _page("privacy", "/du-lieu-ca-nhan", nobody),
    _page("accessibility", "/tiep-can", nobody),
    _page("no such page", "/khong-co", nobody, 404),
    _page("no such card", f"/tieu-bieu/{PROGRAMME}/khong-co.png", nothing_yet, 404),
    _page("not allowed", f"/bang/{PROGRAMME}", forbidden, 403),
    _page("refused", f"/bang/{PROGRAMME}?window=x", refused, WRONG),
    _page("too often", f"/bang/{PROGRAMME}?unit=can-tho", too_often, 429),
    _page("away", f"/bang/{PROGRAMME}", away, AWAY),
    _page("sign-in failed", "/dang-nhap/xong", nobody, 400),
)
