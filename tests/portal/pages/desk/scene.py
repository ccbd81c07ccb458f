"""A reviewer at the desk, and what the services say to them."""

from dataclasses import dataclass, field
from typing import Any

from tests.portal.pages.conftest import Browser
from tests.portal.pages.desk.cases import REFERENCE, UNITS, author, moment, unit
from tests.portal.pages.samples import me


@dataclass
class Desk:
    """What the services say to the reviewer `browser` belongs to."""

    browser: Browser
    me: str = ""
    grants: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.me = str(self.browser.sign_in("Lê Văn Cường", is_staff=True).person)
        says = self.browser.services.says
        says("submission", "GET", "/reference", REFERENCE)
        says("submission", "GET", "/programmes", {"items": []})
        for code, name in UNITS.items():
            says("submission", "GET", f"/units/{code}", unit(code, name))
        self.grant("reviewer")

    def grant(self, role: str, at: str = "giay") -> None:
        """The visitor's only grant."""
        grant = {"role": role, "unit": at, "programme": None, "source": "token", "until": None}
        known = me() | {"id": self.me, "grants": [grant]}
        self.browser.services.says("submission", "GET", "/me", known)

    def waits(self, *rows: dict[str, Any], more: bool = False) -> None:
        """The queue."""
        total = {"count": 1000 if more else len(rows), "at_least": more}
        body = {"items": list(rows), "next": "behind" if more else None, "total": total}
        self.browser.services.says("review", "GET", "/cases", body)
        self.browser.services.says("review", "GET", "/cases/counts", {"items": []})

    def opens(self, one: dict[str, Any], *, description: str | None = None, added: tuple[Any, ...] = ()) -> None:
        """A case, and what submission adds to it."""
        id_, services = one["initiative_id"], self.browser.services
        services.says("review", "GET", f"/cases/{id_}", one)
        services.says("submission", "GET", f"/initiatives/{id_}/authors", {"items": [author("Nguyễn Thị Ánh")]})
        supplements = {
            "initiative_id": id_,
            "content_version": one["content_version"],
            "supplement": one["supplement"],
            "at": one["supplement"],
            "description": description,
            "items": list(added),
            "sections": [],
        }
        services.says("submission", "GET", f"/initiatives/{id_}/supplements", supplements)

    def versions(self, one: dict[str, Any], **changes: Any) -> None:
        """One submitted version."""
        copied = ("confidential", "claimed_benefit_vnd", "field", "kind", "programme", "summary", "title", "unit")
        body = {
            "authors": one["authors"],
            "initiative_id": one["initiative_id"],
            "content_version": one["content_version"],
            "description": None,
            "first_applied_on": "2026-11-24",
            "submitted_at": moment(-2),
            **{name: one[name] for name in copied},
            **changes,
        }
        path = f"/initiatives/{one['initiative_id']}/versions/{body['content_version']}"
        self.browser.services.says("submission", "GET", path, body)
