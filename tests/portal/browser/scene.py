"""What browser tests find: three levels of units, an open programme, and people who may be chosen at the sign-in."""

import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from faker import Faker
from playwright.sync_api import Page

from deploy.demo.names import full_name
from deploy.local.people import LocalPerson, read_people, write_people
from deploy.local.root_unit import CODE as NATIONAL
from deploy.local.stack import Stack
from portal.signin import cookie
from tests.patience import patience
from tests.portal.gallery.served import session_cookie

PLANT, UPPER, CITY = "plant", "upper", "city"


class Scene:
    """`code(UPPER)` is a unit's code, `sign_in(page, "reviewer")` signs somebody in."""

    def __init__(self, system: Stack) -> None:
        assert system.portal is not None
        self.system = system
        self.url = system.portal.url
        self.prefix = f"p{uuid.uuid4().hex[:8]}"
        self.programme = f"{self.prefix}-programme"
        self._faker = Faker("vi_VN")
        self._http = httpx.Client(timeout=patience(20), trust_env=False)
        self.names: dict[str, str] = {}
        self._sessions: dict[str, Any] = {}
        self._units()
        self.put("submission", f"/programmes/{self.programme}", self.dates())
        self._people()
        self.until(self._has_a_board)

    def _has_a_board(self) -> bool:
        """Whether ranking heard of the programme and its units."""
        where = f"{self.system.url('ranking')}/boards/{self.programme}"
        return self._http.get(where, params={"unit": self.code(UPPER)}).is_success

    def code(self, unit: str) -> str:
        """The code of a unit of this scene."""
        return f"{self.prefix}-{unit}"

    def dates(self, **changes: Any) -> dict[str, Any]:
        """The programme's body: open for another month."""
        now = datetime.now(UTC)
        ends = now + timedelta(days=30)
        until = {name: ends.isoformat() for name in ("submit_until", "correct_until", "decide_until")}
        days = {"starts_on": (now - timedelta(days=7)).date().isoformat(), "ends_on": ends.date().isoformat()}
        policy = {"base": {"grassroots": {"default": 10}, "upper": {"default": 20}}}
        body = {"name": "Mỗi ngày một sáng kiến", "root_unit": self.code(CITY), "public": True, "policy": policy}
        return {**body, **until, **days, **changes}

    def put(self, service: str, path: str, body: dict[str, Any]) -> None:
        """As an administrator."""
        answer = self._http.put(
            self.system.url(service) + path, json=body, headers=self._as("admin", ("admin", NATIONAL))
        )
        assert answer.is_success, answer.text

    def post(self, title: str, *, unit: str = PLANT, sub: str = "worker") -> str:
        """An initiative's id, posted over HTTP by somebody of the plant."""
        body = {
            "programme": self.programme,
            "unit": self.code(unit),
            "kind": "technical",
            "field": "may mặc",
            "title": title,
            "summary": "Dùng tấm nhựa khoét theo biên đế để giữ đế giày khi mài.",
            "submit": True,
        }
        answer = self._http.post(f"{self.system.url('submission')}/initiatives", json=body, headers=self._as(sub))
        assert answer.is_success, answer.text
        return str(answer.json()["id"])

    def decide(self, initiative: str, act: str, **what: Any) -> None:
        """The plant's reviewer decides on it, once review has heard of it."""
        path, grant = f"/cases/{initiative}", ("reviewer", self.code(PLANT))
        case: dict[str, Any] = {}

        def is_there() -> bool:
            answer = self._http.get(self.system.url("review") + path, headers=self._as("reviewer", grant))
            case.update(answer.json())
            return answer.is_success

        self.until(is_there)
        body = {"act": act, **{name: case[name] for name in ("content_version", "submission_version")}, **what}
        headers = {**self._as("reviewer", grant), "If-Match": f'"{case["revision"]}"'}
        answer = self._http.post(f"{self.system.url('review')}{path}/decision", json=body, headers=headers)
        assert answer.is_success, answer.text

    def until(self, is_so: Callable[[], object]) -> None:
        """Wait for what the services tell each other."""
        ends = time.monotonic() + patience(20)
        while not is_so():
            if time.monotonic() > ends:
                raise AssertionError("it never was so")
            time.sleep(0.1)

    def get(self, service: str, path: str, sub: str, *grants: tuple[str, str]) -> Any:
        """What a service says to somebody."""
        answer = self._http.get(self.system.url(service) + path, headers=self._as(sub, *grants))
        assert answer.is_success, answer.text
        return answer.json()

    def sign_in(self, page: Page, role: str, path: str = "/cua-toi") -> None:
        """Choose somebody at the sign-in, and go on to `path`; another time the browser is handed their session."""
        if role in self._sessions:
            page.context.add_cookies([self._sessions[role]])
            page.goto(self.url + path)
            return
        page.goto(f"{self.url}/dang-nhap?next={path}")
        page.click(f"button[value={self.sub(role)}]")
        page.wait_for_url(lambda url: url.startswith(self.url) and not url.startswith(f"{self.url}/dang-nhap"))
        (secret,) = [one["value"] for one in page.context.cookies() if one["name"] == cookie.SESSION]
        self._sessions[role] = session_cookie(self.url, secret)

    def sub(self, role: str) -> str:
        """The account of `worker`, `colleague`, `proxy`, `admin`, or of a `reviewer` or `leader`, `upper-` or not."""
        return f"{self.prefix}-{role}"

    def _units(self) -> None:
        rows = (
            (CITY, "Liên đoàn Lao động thành phố", "provincial", NATIONAL),
            (UPPER, "Công đoàn các Khu chế xuất và công nghiệp", "upper", self.code(CITY)),
            (PLANT, "CĐCS Công ty TNHH Giày Long Thành", "grassroots", self.code(UPPER)),
        )
        for unit, name, level, parent in rows:
            self.names[unit] = f"{name} {self.prefix}"
            body = {"name": self.names[unit], "level": level, "parent": parent, "sector": "production"}
            self.put("submission", f"/units/{self.code(unit)}", {**body, "ownership": "fdi"})

    def _people(self) -> None:
        rows: dict[str, tuple[tuple[str, str], ...]] = {
            "worker": (),
            "colleague": (),
            "proxy": (("proxy", self.code(PLANT)),),
            "reviewer": (("reviewer", self.code(PLANT)),),
            "leader": (("leader", self.code(PLANT)), ("reviewer", self.code(PLANT))),
            "upper-reviewer": (("reviewer", self.code(UPPER)),),
            "upper-leader": (("leader", self.code(UPPER)),),
            "admin": (("admin", self.code(CITY)), ("leader", self.code(CITY))),
        }
        folder = self.system.room.state / "tokens"
        people = list(read_people(folder).values())
        for role, grants in rows.items():
            name = full_name(self._faker)
            address = f"{self.sub(role)}@example.vn"
            people.append(LocalPerson(self.sub(role), name, role, address, self.prefix, grants))
        write_people(folder, people)

    def _as(self, role: str, *grants: tuple[str, str]) -> dict[str, str]:
        token = self.system.token(
            sub=self.sub(role), grants=grants, name="Trần Thị Mai", email=f"{self.sub(role)}@example.vn"
        )
        return {"Authorization": f"Bearer {token}"}
