"""An administrator of a city, and the tree below it, as the services tell of them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from tests.portal.pages.conftest import Browser

ROOT, CITY, ZONE, PLANT = "tld", "can-tho", "kcx", "giay"
MARKUP = "<b>Giày</b> & <script>alert(1)</script>"
SHOWN = "&lt;b&gt;Giày&lt;/b&gt; &amp; &lt;script&gt;"
TREE = {
    ROOT: ("Tổng Liên đoàn Lao động Việt Nam", "national", None),
    CITY: ("LĐLĐ thành phố Cần Thơ", "provincial", ROOT),
    ZONE: ("CĐ các KCX & CN Cần Thơ", "upper", CITY),
    PLANT: (f"CĐCS {MARKUP}", "grassroots", ZONE),
}
REFERENCE = {
    "kinds": [{"code": "technical", "name": "Giải pháp kỹ thuật"}, {"code": "research", "name": "Đề tài nghiên cứu"}],
    "fields": [],
    "sectors": [{"code": "production", "name": "Sản xuất"}, {"code": "other", "name": "Khác"}],
    "ownerships": [{"code": "state", "name": "Nhà nước"}, {"code": "fdi", "name": "Có vốn đầu tư nước ngoài"}],
    "reasons": [],
    "reward_forms": [{"code": "bang-khen", "name": "Bằng khen"}, {"code": "money", "name": "Tiền thưởng"}],
    "levels": ["national", "provincial", "upper", "grassroots", "subdivision"],
}
SERVICES = ("submission", "review", "ranking", "notify")


@dataclass
class Office:
    """What the services say to the administrator `browser` belongs to."""

    browser: Browser

    def __post_init__(self) -> None:
        self.me = str(self.browser.sign_in("Phạm Thị Lan", roles=("admin",)).person)
        self.services = self.browser.services
        self.services.says("submission", "GET", "/reference", REFERENCE)
        for code in TREE:
            self.services.says("submission", "GET", f"/units/{code}", unit(code))
        self.grants(("admin", CITY))

    def grants(self, *grants: tuple[str, str]) -> None:
        """All that the visitor may do."""
        rows = [{"role": role, "unit": at, "programme": None, "source": "token", "until": None} for role, at in grants]
        me = {
            "id": self.me,
            "card": None,
            "email": None,
            "email_note": None,
            "email_verified": False,
            "home_unit": None,
            "name": None,
            "appointments": {"as_of": "2026-11-26T03:00:00Z", "behind": False},
            "grants": rows,
        }
        self.services.says("submission", "GET", "/me", me)

    async def get(self, path: str) -> httpx.Response:
        """A page."""
        return await self.browser.get(path)

    async def post(self, path: str, **fields: str) -> httpx.Response:
        """A form, sent."""
        return await self.browser.post(path, fields)


def unit(code: str, **changes: Any) -> dict[str, Any]:
    """A unit of the tree."""
    name, level, parent = TREE.get(code, (code, "grassroots", ZONE))
    plain = {
        "code": code,
        "name": name,
        "level": level,
        "parent": parent,
        "sector": "production",
        "ownership": "fdi",
        "closed": False,
        "cluster": None,
        "members": 1250,
        "merged_into": None,
        "office_email": None,
        "revision": 4,
        "version": 2,
    }
    return {**plain, **changes}


def listed(code: str, **changes: Any) -> dict[str, Any]:
    """A unit in a list."""
    above: list[dict[str, str]] = []
    parent = TREE.get(code, ("", "", ZONE))[2]
    while parent:
        above.insert(0, {"code": parent, "name": TREE[parent][0]})
        parent = TREE[parent][2]
    return {**unit(code), "path": above, **changes}


def field(name: str, message: str, code: str = "wrong") -> dict[str, Any]:
    """One field of a refusal."""
    return {"field": name, "code": code, "message": message, "params": {}}


def letter(number: int = 7, **changes: Any) -> dict[str, Any]:
    """A record that was set aside."""
    plain = {
        "id": f"submissions-3-{number}",
        "topic": "submissions",
        "partition": 3,
        "offset": number,
        "key": "0b9f7a52",
        "group": "review",
        "reason": "schema",
        "error": "<script>x</script> is not of type 'integer'",
        "attempts": 3,
        "at": "2026-11-25T03:32:00Z",
        "state": "waiting",
        "by": None,
        "settled_at": None,
    }
    return {**plain, **changes}


def message(**changes: Any) -> dict[str, Any]:
    """A mail on its way."""
    plain: dict[str, Any] = {
        "id": str(UUID(int=31)),
        "message_id": "<31@sangkien.example>",
        "initiative_id": None,
        "person_id": str(UUID(int=5)),
        "unit": PLANT,
        "template": "approved",
        "state": "failed",
        "subject": f"Sáng kiến được công nhận {MARKUP}",
        "to": "anh@example.vn",
        "to_office": False,
        "created_at": "2026-11-25T03:32:00Z",
        "sent_at": None,
        "attempts": 3,
        "reason": "mailbox full",
        "certificate_id": None,
        "resends": [],
    }
    return {**plain, **changes}
