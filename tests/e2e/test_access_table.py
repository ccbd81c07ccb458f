"""docs/access.md is true, and complete: every operation has a row, and answers each kind of caller as it says."""

import re
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from deploy.local.processes import ROOT
from deploy.local.root_unit import CODE as NATIONAL
from deploy.local.stack import Stack
from shared.access import Role
from tests.e2e.world import World, paper

PAGE = ROOT / "docs" / "access.md"
SERVICES = ("submission", "review", "ranking", "notify")
METHODS = ("get", "put", "post", "patch", "delete")
COLUMNS = ("no token", "no grant", "elsewhere", "needed")
ALLOWED = "ok"
REFUSALS = (401, 403, 404)


class Row(NamedTuple):
    """One operation, and what each kind of caller gets: a status, or `ok` for anything that is no refusal."""

    service: str
    method: str
    path: str
    role: str
    cells: tuple[str, ...]


def rows(page: Path = PAGE) -> list[Row]:
    """The table's rows."""
    found = []
    for line in page.read_text().splitlines():
        cells = [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        if len(cells) == 3 + len(COLUMNS) and cells[0] in SERVICES:
            method, _, path = cells[1].partition(" ")
            found.append(Row(cells[0], method, path, cells[2], tuple(cells[3:])))
    return found


class Scene:
    """What paths and bodies are filled with: one initiative that waits, its case, a card, a plan."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.values: dict[str, str] = {}
        self.revisions: dict[str, int] = {}

    async def set(self) -> "Scene":
        """Make it."""
        world = self.world
        admin = ("admin", ("admin", world.root))
        one = await world.submit(world.bases[0])
        case = await world.case(one)
        card = await world.must("GET", "submission", "/authors/me", one.sub)
        later = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
        change = {"on": later, "changes": [{"code": world.bases[1], "name": "Tên mới"}]}
        plan = await world.must("POST", "submission", "/units/changes", *admin, json=change)
        self.values = {
            "initiative_id": one.id,
            "content_version": "1",
            "author_id": card["id"],
            "programme": world.programme,
            "programme_id": world.programme,
            "unit": world.bases[0],
            "code": world.bases[0],
            "plan_id": plan["id"],
            "letter": "khong-co",
            "message_id": str(uuid.uuid4()),
            "certificate_id": str(uuid.uuid4()),
            "snapshot_id": str(uuid.uuid4()),
        }
        self.revisions = {"case": case["revision"], "card": card["revision"]}
        return self

    async def request(self, row: Row, column: str) -> httpx.Response:
        """The operation, asked by this kind of caller; each is somebody new."""
        world = self.world
        path = re.sub(r"{(\w+)}", lambda found: self.values.get(found[1], "x"), row.path)
        headers = {"If-Match": '"99"'} if row.method in ("PUT", "PATCH", "DELETE", "POST") else {}
        if column != "no token":
            headers["Authorization"] = f"Bearer {self._token(row, column)}"
        body = self._body(row)
        content = {"content": body} if isinstance(body, bytes) else {"json": body} if body is not None else {}
        url = world.system.url(row.service) + path + self._query(row)
        if row.path.endswith("/stream"):
            async with world.http.stream(row.method, url, headers=headers) as answer:
                return answer
        return await world.http.request(row.method, url, headers=headers, **content)

    def _token(self, row: Row, column: str) -> str:
        world = self.world
        who = f"{column}-{uuid.uuid4().hex[:8]}"
        grants: list[tuple[str, str]] = []
        if column == "elsewhere":
            grants = [(role.value, "noi-khac") for role in Role]
        elif column == "needed":
            if row.role == "author":
                return world.token("author")
            grants = [(row.role, NATIONAL)] if row.role != "anyone" else []
        return world.system.token(sub=f"{world.root}-{who}", grants=grants, name=f"Người {who}")

    def _query(self, row: Row) -> str:
        if row.path == "/snapshots":
            return f"?programme={self.world.programme}" if row.method == "GET" else ""
        needs = {"/authors": self.world.bases[0], "/cases": self.world.bases[0], "/cases/counts": self.world.bases[0]}
        return f"?unit={needs[row.path]}" if row.method == "GET" and row.path in needs else ""

    def _body(self, row: Row) -> Any:
        world, base = self.world, self.world.bases[0]
        why = {"reasons": ["other"], "comment": "Xin trao đổi."}
        bodies: dict[str, Any] = {
            "POST /authors": {"name": "Lê Thị Hoa", "home_unit": base},
            "PATCH /authors/me": {"name": "Lê Thị Hoa", "home_unit": base},
            "POST /authors/{author_id}/confirmation": {},
            "POST /initiatives": world.initiative_body(base),
            "PATCH /initiatives/{initiative_id}": {"title": "Giá đỡ mới"},
            "POST /initiatives/{initiative_id}/reclassification": {"kind": "management"},
            "POST /initiatives/{initiative_id}/submission": {},
            "POST /initiatives/{initiative_id}/withdrawal": {},
            "PUT /programmes/{programme_id}": world.dates(),
            "POST /programmes/{programme_id}/targets": f"unit_code,phase,target\n{base},1,5\n".encode(),
            "PUT /programmes/{programme_id}/targets/{unit}": {"assigned": {"total": 3}},
            "PUT /units/{code}": world.units[base],
            "POST /units/changes": {"changes": [{"code": base, "members": 5}]},
            "POST /cases/{initiative_id}/claim": {},
            "POST /cases/{initiative_id}/decision": {
                "act": "approve",
                "content_version": 1,
                "submission_version": 1,
                **paper(),
            },
            "POST /cases/{initiative_id}/reassessment": {"verified_benefit_vnd": 5},
            "POST /cases/{initiative_id}/revocation": {"approval_id": str(uuid.uuid4()), **why},
            "POST /cases/{initiative_id}/reward": {"form": "giay-khen", **paper()},
            "POST /decisions": {
                "act": "reject",
                "cases": [{"initiative_id": self.values["initiative_id"], "content_version": 1}],
                **why,
            },
            "POST /snapshots": {"programme": world.programme, "window": world.last_month},
        }
        return bodies.get(f"{row.method} {row.path}")


@pytest.mark.parametrize("service", SERVICES)
async def test_every_operation_answers_each_kind_of_caller_as_the_table_says(system: Stack, service: str) -> None:
    async with World(system, public=False) as world:
        scene = await Scene(world).set()
        wrong = []
        for row in rows():
            if row.service != service:
                continue
            for column, said in zip(COLUMNS, row.cells, strict=True):
                answer = await scene.request(row, column)
                got = str(answer.status_code) if answer.status_code in REFUSALS else ALLOWED
                if answer.status_code >= 500 or got != said:
                    wrong.append(f"{row.method} {row.path} [{column}]: {answer.status_code}, the table says {said}")
        assert not wrong, "\n".join(wrong)


async def test_every_operation_has_its_row_and_every_row_an_operation(system: Stack) -> None:
    declared = set()
    async with httpx.AsyncClient(trust_env=False) as http:
        for service in SERVICES:
            document = (await http.get(f"{system.url(service)}/openapi.json")).json()
            declared |= {
                (service, method.upper(), path)
                for path, operations in document["paths"].items()
                for method in operations
                if method in METHODS
            }
    assert {row[:3] for row in rows()} == declared
