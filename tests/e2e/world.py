"""One test's own units, programme and people on the running system, and what they do over HTTP.

Every act whose answer confirmed it is noted in `told`, from which `oracle` counts what the boards must show.
"""

import asyncio
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import httpx

from deploy.local.root_unit import CODE as NATIONAL
from deploy.local.stack import Stack
from tests.e2e import oracle
from tests.e2e.maildir import Mail, Postbox
from tests.e2e.oracle import Told
from tests.e2e.waiting import until
from tests.patience import patience

Json = dict[str, Any]
KINDS = (("production", "fdi"), ("education", "state"), ("other", "private"))


class World:
    """A provincial unit with `uppers` below it, each with `bases` grassroots units; it hangs below the stack's root."""

    def __init__(self, system: Stack, *, uppers: int = 1, bases: int = 2, public: bool = True) -> None:
        self.system = system
        self.root = f"e{uuid.uuid4().hex[:8]}"
        self.programme = f"{self.root}-programme"
        self.uppers = [f"{self.root}-u{n}" for n in range(uppers)]
        self.bases = [f"{upper}-b{n}" for upper in self.uppers for n in range(bases)]
        self.units: dict[str, Json] = self._plan()
        self.told: dict[str, Told] = {}
        self.post = Postbox(system.maildir)
        self.http = httpx.AsyncClient(timeout=patience(20), trust_env=False, limits=httpx.Limits(max_connections=16))
        self._public = public
        self._tokens: dict[tuple[str, tuple[tuple[str, str], ...]], str] = {}

    async def __aenter__(self) -> Self:
        admin = ("admin", NATIONAL)
        for code, body in self.units.items():
            await self.must("PUT", "submission", f"/units/{code}", "admin", admin, json=body)
        await self.must("PUT", "submission", f"/programmes/{self.programme}", "admin", admin, json=self.dates())
        await until("the programme on its board", self.board, lambda board: board.get("programme"))
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.http.aclose()

    def token(self, sub: str, *grants: tuple[str, str]) -> str:
        """A valid token of `sub`, whose address is `sub@<root>.example.vn`."""
        key = (sub, grants)
        if key not in self._tokens:
            self._tokens[key] = self.system.token(
                sub=f"{self.root}-{sub}", grants=grants, name=f"Trần Thị {sub}", email=self.address(sub)
            )
        return self._tokens[key]

    def address(self, sub: str) -> str:
        """Where mail to `sub` goes."""
        return f"{sub}@{self.root}.example.vn"

    async def call(
        self, method: str, service: str, path: str, sub: str, *grants: tuple[str, str], **request: Any
    ) -> httpx.Response:
        """One request as `sub`."""
        headers = {"Authorization": f"Bearer {self.token(sub, *grants)}", **request.pop("headers", {})}
        return await self.http.request(method, self.system.url(service) + path, headers=headers, **request)

    async def must(
        self, method: str, service: str, path: str, sub: str, *grants: tuple[str, str], **request: Any
    ) -> Json:
        """As `call`, and it has to succeed."""
        answer = await self.call(method, service, path, sub, *grants, **request)
        assert answer.is_success, f"{method} {path} as {sub}: {answer.status_code} {answer.text}"
        body: Json = answer.json()
        return body

    def initiative_body(self, unit: str) -> Json:
        """The body of an initiative of a unit, as a draft."""
        return {
            "programme": self.programme,
            "unit": unit,
            "kind": "technical",
            "field": "cơ khí",
            "title": "Đồ gá hàn giảm phế phẩm",
            "summary": "Gá xoay giữ phôi, giảm một nửa số mối hàn hỏng.",
        }

    async def submit(self, unit: str, author: str = "author", *, key: str | None = None, **more: Any) -> Told:
        """POST /initiatives by an author of `unit`, submitted at once."""
        body = {**self.initiative_body(unit), "submit": True, **more}
        headers = {"Idempotency-Key": key} if key else {}
        made = await self.must("POST", "submission", "/initiatives", author, json=body, headers=headers)
        (first,) = made["authors"]
        return self.note(Told(made["id"], unit, first["id"], first["home_unit"], author, body["kind"]))

    def note(self, one: Told) -> Told:
        """Count it from now on."""
        return self.told.setdefault(one.id, one)

    async def initiative(self, one: Told) -> Json:
        """The initiative as its author sees it."""
        return await self.must("GET", "submission", f"/initiatives/{one.id}", one.sub)

    async def case(self, one: Told, *, version: int = 1) -> Json:
        """The case, once review knows this content version and where it waits."""
        reviewer = ("reviewer", self.root)

        async def read() -> Json:
            answer = await self.call("GET", "review", f"/cases/{one.id}", "onlooker", reviewer)
            return {"status": answer.status_code} | (answer.json() if answer.is_success else {})

        return await until(
            f"case {one.id} at content version {version}",
            read,
            lambda case: (
                case.get("content_version") == version
                and (case["awaiting_unit"] or case["version"] or case["status"] == "withdrawn")
            ),
        )

    async def act(
        self, one: Told, act: str, unit: str, *, path: str = "decision", version: int = 1, **body: Any
    ) -> Json:
        """A reviewer of `unit` acts on the case as it is now."""
        if path == "decision":
            body |= {"act": act, "content_version": version}

        async def send() -> httpx.Response:
            case = await self.case(one, version=version)
            seen = ("submission_version", "supplement") if path == "decision" else ()
            looked_at = {name: case[name] for name in seen}
            tag = {"If-Match": f'"{case["revision"]}"'}
            grants = [(role, unit) for role in ("reviewer", "leader")]
            return await self.call(
                "POST", "review", f"/cases/{one.id}/{path}", f"r-{unit}", *grants, json=body | looked_at, headers=tag
            )

        answer = await until(f"review knows what {act} takes", send, lambda answer: "not-known-yet" not in answer.text)
        assert answer.is_success, f"{act} of {one.id} by {unit}: {answer.status_code} {answer.text}"
        after: Json = answer.json()
        return after

    async def approve(self, one: Told, unit: str | None = None, *, version: int = 1, recommend: bool = False) -> Json:
        """Approve at the level of `unit` (default: the initiative's own)."""
        at = unit or one.unit
        case = await self.act(one, "approve", at, version=version, recommend=recommend, **paper())
        one.state = "approved"
        one.levels.append(self.units[at]["level"])
        return case

    async def turn_down(self, one: Told, act: str, *, reasons: Sequence[str], comment: str) -> Json:
        """Return or reject by the initiative's own unit."""
        case = await self.act(one, act, one.unit, reasons=list(reasons), comment=comment)
        one.state = {"return": "returned", "reject": "rejected"}[act]
        return case

    async def board(self, unit: str | None = None) -> Json:
        """The board of the units below `unit` (default: the root); empty while it is not known."""
        query = {"unit": unit, "limit": "200"} if unit else {"limit": "200"}
        answer = await self.call("GET", "ranking", f"/boards/{self.programme}", "onlooker", params=query)
        board: Json = answer.json() if answer.is_success else {}
        return board

    async def rows(self) -> dict[str, Json]:
        """Every unit's figures, each as its parent's board and its own board's total show them (they must agree)."""
        codes = [self.root, *self.uppers, *self.bases]
        boards = await asyncio.gather(*(self.board(code) for code in codes))
        names = oracle.figures([], self.root, self.units).keys()
        shown: dict[str, Json] = {}
        for code, board in zip(codes, boards, strict=True):
            for row in [*board.get("rows", ()), *([board["total"]] if board.get("total") else [])]:
                figures = {name: row[name] for name in names}
                shown.setdefault(row["unit"], figures)
                if row["unit"] == code and shown[code] != figures:
                    shown[code] = {"parent's board": shown[code], "own board": figures}
        return shown

    def expected(self) -> dict[str, dict[str, int]]:
        """Every unit's figures as the oracle counts them."""
        return {code: oracle.figures(self.told.values(), code, self.units) for code in self.units}

    async def boards_agree(self, seconds: float | None = None) -> None:
        """Wait until every board shows what the oracle counts."""
        expected = self.expected()
        await until(f"boards equal to {expected}", self.rows, lambda rows: rows == expected, seconds)

    async def messages(self, **query: str) -> list[Json]:
        """Notify's messages about this world's initiatives."""
        found: list[Json] = []
        after: str | None = None
        while True:
            page = {**query, "limit": "200", **({"after": after} if after else {})}
            body = await self.must("GET", "notify", "/messages", "leader", ("leader", self.root), params=page)
            found += body["items"]
            after = body["next"]
            if after is None:
                return found

    async def mails(self) -> list[Mail]:
        """Everything this world's people received, repeats included."""
        return self.post.mails(f"@{self.root}.example.vn")

    def _plan(self) -> dict[str, Json]:
        units = {self.root: _unit("Liên đoàn lao động", "provincial", NATIONAL)}
        for upper in self.uppers:
            units[upper] = _unit("Công đoàn cấp trên", "upper", self.root)
        for n, base in enumerate(self.bases):
            sector, ownership = KINDS[n % len(KINDS)]
            parent = base.rpartition("-")[0]
            units[base] = _unit("Công đoàn cơ sở", "grassroots", parent) | {"sector": sector, "ownership": ownership}
        return units

    @property
    def last_month(self) -> str:
        """The window of a month that is over and that the programme touches."""
        today = (datetime.now(UTC) + timedelta(hours=7)).date()
        return f"{today.replace(day=1) - timedelta(days=1):%Y-%m}"

    def dates(self) -> Json:
        today = datetime.now(UTC).date()
        late = (datetime.now(UTC) + timedelta(days=60)).isoformat()
        return {
            "name": "Chương trình thử nghiệm",
            "root_unit": self.root,
            "starts_on": (today - timedelta(days=40)).isoformat(),
            "ends_on": (today + timedelta(days=50)).isoformat(),
            **dict.fromkeys(("submit_until", "correct_until", "decide_until"), late),
            "public": self._public,
            "policy": oracle.POLICY,
        }


def paper() -> Json:
    """A written decision of today."""
    return {"decision_number": "12/QĐ-CĐ", "decided_on": (datetime.now(UTC) + timedelta(hours=7)).date().isoformat()}


def _unit(name: str, level: str, parent: str | None) -> Json:
    return {"name": name, "level": level, "parent": parent, "sector": "other", "ownership": "state"}
