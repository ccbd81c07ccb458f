"""What cells of docs/access.md are asked about on the running services, and what is sent."""

import re
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from deploy.local.root_unit import CODE as NATIONAL
from tests.e2e.world import World, paper
from tests.unit.access.callers import NO_TOKEN

OF_ALL_UNITS = ("dead-letters", "/hold", "under none")
"""What is of all units, so that `same` is a highest one."""

WITHOUT_A_BODY = (
    "POST /authors/{author_id}/confirmation",
    "POST /initiatives/{initiative_id}/submission",
    "POST /initiatives/{initiative_id}/withdrawal",
    "POST /cases/{initiative_id}/claim",
    "DELETE /cases/{initiative_id}/claim",
    "DELETE /units/changes/{plan_id}",
    "POST /dead-letters/{letter}/replay",
    "POST /dead-letters/{letter}/discard",
)


def is_of_all_units(operation: str) -> bool:
    """Whether what is asked for is of all units."""
    return any(word in operation for word in OF_ALL_UNITS)


class Scene:
    """A world in which ninh-kieu's place is taken by the first upper unit: an initiative of it, its case, a plan."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.unit = world.uppers[0]
        self.values: dict[str, str] = {}

    async def set(self) -> "Scene":
        """Make it."""
        world = self.world
        one = await world.submit(self.unit)
        await world.case(one)
        card = await world.must("GET", "submission", "/authors/me", one.sub)
        later = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
        change = {"on": later, "changes": [{"code": self.unit, "sector": "health"}]}
        plan = await world.must("POST", "submission", "/units/changes", "qt", ("admin", world.root), json=change)
        target = f"/programmes/{world.programme}/targets/{self.unit}"
        await world.must("PUT", "submission", target, "qt", ("admin", world.root), json={"assigned": {"total": 2}})
        self.values = {
            "initiative_id": one.id,
            "content_version": "1",
            "author_id": card["id"],
            "programme": world.programme,
            "programme_id": world.programme,
            "unit": self.unit,
            "code": self.unit,
            "plan_id": plan["id"],
            "letter": "khong-co",
            **{name: str(uuid.uuid4()) for name in ("message_id", "certificate_id", "snapshot_id")},
        }
        return self

    def units(self, operation: str) -> dict[str, str]:
        """The unit of a grant by its relation to what is asked for."""
        world = self.world
        if is_of_all_units(operation):
            return {"same": NATIONAL, "descendant": world.root, "none": "noi-khac"}
        return {
            "same": self.unit,
            "ancestor": world.root,
            "descendant": world.bases[0],
            "sibling": world.uppers[1],
            "none": world.bases[1],
        }

    def token(self, operation: str, role: str, relation: str) -> str | None:
        """Of somebody new with the role in the relation, by token."""
        if relation == NO_TOKEN:
            return None
        grant = (role, self.units(operation)[relation])
        return self.world.system.token(sub=f"{self.world.root}-{uuid.uuid4().hex[:8]}", grants=[grant])

    async def status(self, service: str, operation: str, token: str | None) -> int:
        """What the bearer of this token is answered."""
        world = self.world
        method, _, path = operation.split(" (", maxsplit=1)[0].partition(" ")
        path = re.sub(r"{(\w+)}", lambda found: self.values.get(found[1], "x"), path)
        headers = {} if method == "GET" else {"If-Match": '"99"'}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        url = world.system.url(service) + path
        params = {"/snapshots": {"programme": world.programme}, "/authors": {"unit": self.unit}}.get(path, {})
        if path.startswith("/cases") and path.count("/") < 3:
            params = {"unit": self.unit}
        if path.endswith("/stream"):
            async with world.http.stream(method, url, headers=headers) as answer:
                return answer.status_code
        body = self.body(operation)
        content: dict[str, Any] = {"content": body} if isinstance(body, bytes) else {"json": body}
        sent = {} if method in ("GET", "DELETE") else content
        answer = await world.http.request(method, url, headers=headers, params=params, **sent)
        return answer.status_code

    def is_known(self, operation: str) -> bool:
        """Whether the scene has what the operation is about, and knows what to send."""
        method, _, path = operation.split(" (", maxsplit=1)[0].partition(" ")
        named = set(re.findall(r"{(\w+)}", path))
        told = operation in self._bodies() or operation in WITHOUT_A_BODY
        return named <= self.values.keys() and (told or (method == "GET" and "(" not in operation))

    def body(self, operation: str) -> Any:
        """What is sent."""
        return self._bodies().get(operation, {})

    def _bodies(self) -> dict[str, Any]:
        world, unit = self.world, self.unit
        why = {"reasons": ["other"], "comment": "Xin trao đổi."}
        judged = {**world.units[unit], "sector": "health"}
        looked_at = {"content_version": 1, "submission_version": 1}
        bodies: dict[str, Any] = {
            "POST /authors": {"name": "Lê Thị Hoa", "home_unit": unit},
            "PUT /programmes/{programme_id}": world.dates(),
            "POST /programmes/{programme_id}/targets": f"unit_code,phase,target\n{unit},total,5\n".encode(),
            "PUT /programmes/{programme_id}/targets/{unit} (assigned)": {"assigned": {"total": 3}},
            "PUT /programmes/{programme_id}/targets/{unit} (pledged)": {"pledged": {"total": 3}},
            "PUT /units/{code} (its name)": {**world.units[unit], "name": "Tên mới"},
            "PUT /units/{code} (what it is judged by)": judged,
            "PUT /units/{code} (a new one below it)": {**judged, "parent": "khac"},
            "POST /units/changes (its name)": {"changes": [{"code": unit, "name": "Tên mới"}]},
            "POST /units/changes (what it is judged by)": {"changes": [{"code": unit, "members": 5}]},
            "POST /units/changes (under none)": {"changes": [{"code": world.root, "parent": None}]},
            "POST /initiatives/{initiative_id}/reclassification": {"kind": "management"},
            "POST /cases/{initiative_id}/decision": {"act": "approve", **looked_at, **paper()},
            "POST /cases/{initiative_id}/reassessment": {"verified_benefit_vnd": 5},
            "POST /cases/{initiative_id}/revocation": {"approval_id": str(uuid.uuid4()), **why},
            "POST /cases/{initiative_id}/reward": {"form": "giay-khen", **paper()},
            **{
                f"POST /units/{{code}}/appointments ({name})": {"card": self.values["author_id"], "role": role}
                for name, role in (("a leader", "leader"), ("a reviewer", "reviewer"), ("an administrator", "admin"))
            },
            "POST /snapshots": {"programme": world.programme, "window": world.last_month},
        }
        return bodies
