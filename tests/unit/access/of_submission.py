"""Submission: an initiative and a card of ninh-kieu, a programme of it, a plan for it."""

from dataclasses import replace
from typing import Any

from services.submission.appointment_store import AppointmentWrite, InvitationWrite
from services.submission.domain import acts, authors
from services.submission.domain.appointments.appointee import Appointee, Appointment, Post
from services.submission.domain.appointments.invitations import Acceptance, Invitation, InvitationState, hash_of
from services.submission.domain.authors import Details
from services.submission.domain.content import Share
from services.submission.domain.initiative import Change
from services.submission.domain.judging import judged
from services.submission.domain.programmes import change_programme
from services.submission.domain.showcase import propose
from services.submission.domain.targets import change_target
from services.submission.domain.units import change
from shared.access import Caller, Grant, Role
from shared.events.targets import TargetData
from shared.web.idempotency import FirstAnswer
from tests.fakes.submission_store import FakeSubmissionStore
from tests.unit.access.callers import AUTHOR, SOMEBODY
from tests.unit.access.scene import Ask, Scene
from tests.unit.submission.samples import BY_LAN, ISSUER, NOW, PROGRAMME, SETTING, TREE, an_id, content
from tests.unit.submission.test_supplements import AT_GRASSROOTS, approved

UNIT = "ninh-kieu"
OWN = PROGRAMME.model_copy(update={"id": "cua-quan", "root_unit": UNIT, "phases": ()})
CLOSED = PROGRAMME.model_copy(
    update={"id": "noi-bo", "root_unit": "thanh-hoa", "public": False, "form_public": False, "phases": ()}
)
SUBMITTED, DRAFT, CARD = an_id("submitted"), an_id("draft"), an_id("card")
APPOINTMENT, INVITED, JOINING = an_id("appointment"), an_id("invited"), an_id("joining")
SECRET = "0123456789abcdefghijkl"
BODY: dict[str, Any] = {
    "programme": PROGRAMME.id,
    "unit": UNIT,
    "kind": "technical",
    "field": "y tế",
    "title": "Giá đỡ bình truyền",
    "summary": "Gắn giá đỡ vào xe đẩy.",
}
OF_ANOTHER = {**BODY, "authors": [{"id": str(CARD), "share": 100}]}
RENAMED = {"name": "Tên mới", "level": "upper", "parent": "can-tho"}
NEW_BELOW = {"name": "Tổ mới", "level": "grassroots", "parent": UNIT}
PLAN = {"on": "2022-09-01", "changes": [{"code": UNIT, "sector": "health"}]}
TARGETS = f"/programmes/{PROGRAMME.id}/targets"


async def store() -> FakeSubmissionStore:
    """All of it."""
    made = FakeSubmissionStore()
    for unit in TREE:
        await made.units.save_unit(change(None, unit, made.units.tree, NOW), made.units.tree.version)
    for programme in (PROGRAMME, OWN, CLOSED):
        await made.units.save_programme(change_programme(None, programme, TREE, NOW))
    targeted = TargetData(version=1, programme=PROGRAMME.id, unit=UNIT, assigned={"total": 2})
    await made.targets.save([change_target(None, targeted, NOW)])
    for id_, number in ((AUTHOR, "01"), (SOMEBODY, "02"), (CARD, "03")):
        home = "thanh-hoa" if id_ == SOMEBODY else UNIT
        card = authors.make(id_, Details("Nguyễn Thị Lan", home, member_number=number), NOW, account=id_ != CARD)
        await made.cards.create(card, FirstAnswer(None, b""))
    entered = acts.enter(DRAFT, content(unit=UNIT, authors=(Share(AUTHOR, 100, UNIT),)), BY_LAN, SETTING)
    await made.initiatives.create(Change(entered), FirstAnswer(None, b""))
    sent = acts.enter(SUBMITTED, content(unit=UNIT, authors=(Share(AUTHOR, 100, UNIT),)), BY_LAN, SETTING)
    await made.initiatives.create(acts.submit(sent, BY_LAN, SETTING), FirstAnswer(None, b""))
    return made


def scene() -> Scene:
    """The service with it."""
    return Scene("submission", store, ASKS, PROGRAMME.id, clock=_Clock())


class _Clock:
    def now(self) -> Any:
        return NOW

    def today(self) -> Any:
        return NOW.date()


async def planned(scene: Scene, _asking: Caller | None) -> None:
    """The city has planned a change of the unit."""
    scene.caller = Caller(AUTHOR, "qt", ISSUER, (Grant(Role.ADMIN, "can-tho"),))
    answer = await scene.send("POST", "/units/changes", PLAN)
    assert answer.status_code == 201, answer.text
    scene.values["plan"] = answer.json()["id"]


async def appointed(scene: Scene, _asking: Caller | None) -> None:
    """The author leads the unit."""
    post = Post("leader", UNIT)
    person = Appointee(AUTHOR).appointed(Appointment(APPOINTMENT, post, NOW), None, NOW)
    await scene.store.appointees.save(AppointmentWrite([person]), NOW)


async def invited(scene: Scene, _asking: Caller | None) -> None:
    """The city has invited somebody to lead the unit, and to share in the initiative; nobody has accepted."""
    city, unit = an_id("qt"), Grant(Role.ADMIN, "can-tho")
    leader = Invitation(INVITED, hash_of(SECRET), city, unit, NOW, post=Post("leader", UNIT))
    author = Invitation(JOINING, hash_of(SECRET[::-1]), AUTHOR, None, NOW, initiative=SUBMITTED, share=10)
    for one in (leader, author):
        await scene.store.invitations.create(one, FirstAnswer(None, b""))


async def accepted(scene: Scene, asking: Caller | None) -> None:
    """Somebody else has accepted to lead the unit."""
    await invited(scene, asking)
    one = await scene.store.invitations.get(INVITED)
    somebody = Acceptance(an_id("somebody"), NOW, "Lê Văn Ai", "ai@example.vn")
    done = replace(one, state=InvitationState.ACCEPTED, accepted=somebody)
    await scene.store.invitations.save(InvitationWrite(done), NOW)


async def guessed(scene: Scene, asking: Caller | None) -> None:
    """The secret is of an initiative; nobody has guessed before."""
    vars(scene.app.state)["_state"].pop("guesses", None)
    await invited(scene, asking)


async def approved_one(scene: Scene, _asking: Caller | None) -> None:
    """The initiative was approved."""
    known = await scene.store.initiatives.get(SUBMITTED)
    await scene.store.initiatives.save(Change(judged(known, approved(AT_GRASSROOTS))))


async def proposed_one(scene: Scene, asking: Caller | None) -> None:
    """It was, and a leader thinks that everybody should see it."""
    await approved_one(scene, asking)
    await scene.store.initiatives.save(propose(await scene.store.initiatives.get(SUBMITTED), SOMEBODY, NOW))


async def held_here(scene: Scene, _asking: Caller | None) -> None:
    """What whoever asks is appointed to stands in the store, where a deputy's principal is looked up."""
    for person, news in scene.appointments.people.items():
        held = tuple(
            Appointment(one["id"], Post(one["role"], one["unit"], one["programme"]), one["from"], one["until"])
            for one in news.appointments
        )
        scene.store.appointees.put(Appointee(person, held), NOW)


def _programme(**changes: Any) -> dict[str, Any]:
    return {**OWN.model_dump(mode="json", exclude={"version", "id"}), "policy": None, **changes}


INVITATIONS = f"/units/{UNIT}/invitations"
APPOINTMENTS, THE_LEADERS = f"/units/{UNIT}/appointments", f"/appointments/{APPOINTMENT}"
INITIATIVE, MINE = f"/initiatives/{SUBMITTED}", f"/initiatives/{DRAFT}"
ASKS = {
    "GET /reference": Ask("/reference"),
    "GET /authors": Ask(f"/authors?unit={UNIT}"),
    "POST /authors (checked)": Ask("/authors?check=true", {"name": "Lê Thị Hoa", "home_unit": UNIT}),
    "POST /authors": Ask("/authors", {"name": "Lê Thị Hoa", "home_unit": UNIT}),
    "GET /authors/me": Ask("/authors/me"),
    "PATCH /authors/me": Ask("/authors/me", {"name": "Lê Thị Hoa"}),
    "DELETE /authors/me": Ask("/authors/me", tag=1),
    "GET /authors/me/export": Ask("/authors/me/export"),
    "POST /authors/{author_id}/confirmation": Ask(f"/authors/{AUTHOR}/confirmation", {}, tag=1),
    "GET /initiatives": Ask("/initiatives"),
    "POST /initiatives": Ask("/initiatives", BODY),
    "POST /initiatives (checked)": Ask("/initiatives?check=true", OF_ANOTHER),
    "POST /initiatives (for another)": Ask("/initiatives", OF_ANOTHER),
    "POST /initiatives (of an earlier day)": Ask("/initiatives", {**BODY, "registered_at": "2022-02-01T03:00:00Z"}),
    "GET /initiatives/{initiative_id}": Ask(INITIATIVE),
    "GET /initiatives/{initiative_id} (a draft)": Ask(MINE),
    "GET /initiatives/{initiative_id}/authors": Ask(f"{INITIATIVE}/authors"),
    "GET /initiatives/{initiative_id}/versions": Ask(f"{INITIATIVE}/versions"),
    "GET /initiatives/{initiative_id}/versions/{content_version}": Ask(f"{INITIATIVE}/versions/1"),
    "GET /initiatives/{initiative_id}/supplements": Ask(f"{INITIATIVE}/supplements"),
    "PUT /initiatives/{initiative_id}/supplements/{section}": Ask(
        f"{INITIATIVE}/supplements/description", {"text": "Kỹ hơn."}, tag=1
    ),
    "GET /showcase": Ask(f"/showcase?programme={PROGRAMME.id}"),
    "POST /initiatives/{initiative_id}/showcase": Ask(f"{INITIATIVE}/showcase", {}, tag=2, before=approved_one),
    "PUT /initiatives/{initiative_id}/showcase/consent": Ask(
        f"{INITIATIVE}/showcase/consent", {"with_name": True}, tag=3, before=proposed_one
    ),
    "DELETE /initiatives/{initiative_id}/showcase": Ask(f"{INITIATIVE}/showcase", tag=3, before=proposed_one),
    "PATCH /initiatives/{initiative_id}": Ask(MINE, {"title": "Giá đỡ mới"}, tag=1),
    "POST /initiatives/{initiative_id}/submission": Ask(f"{MINE}/submission", {}, tag=1),
    "POST /initiatives/{initiative_id}/reclassification": Ask(
        f"{INITIATIVE}/reclassification", {"kind": "management"}, tag=1
    ),
    "POST /initiatives/{initiative_id}/withdrawal": Ask(f"{INITIATIVE}/withdrawal", {}, tag=1),
    "GET /units": Ask("/units"),
    "GET /units (a search where no form is public)": Ask("/units?q=may&within=thanh-hoa"),
    "GET /units (a search where a form is public)": Ask(f"/units?q=may&within={UNIT}"),
    "GET /units/{code}": Ask(f"/units/{UNIT}"),
    "PUT /units/{code} (its name)": Ask(f"/units/{UNIT}", RENAMED, tag=1),
    "PUT /units/{code} (what it is judged by)": Ask(f"/units/{UNIT}", {**RENAMED, "sector": "health"}, tag=1),
    "PUT /units/{code} (a new one below it)": Ask("/units/moi", NEW_BELOW),
    "PUT /units/{code} (a new one under none)": Ask(
        "/units/moi", {"name": "Gốc", "level": "national"}, at_the_top=True
    ),
    "POST /units/changes (its name)": Ask("/units/changes", {"changes": [{"code": UNIT, "name": "Mới"}]}),
    "POST /units/changes (what it is judged by)": Ask("/units/changes", {"changes": PLAN["changes"]}),
    "POST /units/changes (checked)": Ask("/units/changes?check=true", {"changes": PLAN["changes"]}),
    "POST /units/changes (under none)": Ask(
        "/units/changes", {"changes": [{"code": "can-tho", "parent": None}]}, at_the_top=True
    ),
    "GET /units/changes": Ask("/units/changes"),
    "GET /units/changes/{plan_id}": Ask("/units/changes/{plan}", before=planned),
    "DELETE /units/changes/{plan_id}": Ask("/units/changes/{plan}", tag=1, before=planned),
    "GET /units/{code}/appointments": Ask(APPOINTMENTS),
    "POST /units/{code}/appointments (a reviewer)": Ask(APPOINTMENTS, {"card": str(CARD), "role": "reviewer"}),
    "POST /units/{code}/appointments (a leader)": Ask(APPOINTMENTS, {"card": str(CARD), "role": "leader"}),
    "POST /units/{code}/appointments (an administrator)": Ask(APPOINTMENTS, {"card": str(CARD), "role": "admin"}),
    "POST /units/{code}/appointments (a deputy of its leader)": Ask(
        APPOINTMENTS,
        {"card": str(CARD), "role": "leader", "deputy": True, "until": "2022-09-01T00:00:00Z"},
        before=held_here,
    ),
    "PATCH /appointments/{appointment_id} (of its leader)": Ask(
        THE_LEADERS, {"until": "2022-09-01T00:00:00Z"}, tag=1, before=appointed
    ),
    "DELETE /appointments/{appointment_id} (of its leader)": Ask(THE_LEADERS, tag=1, before=appointed),
    "GET /units/{code}/invitations": Ask(INVITATIONS),
    "POST /units/{code}/invitations (a reviewer)": Ask(INVITATIONS, {"role": "reviewer"}),
    "POST /units/{code}/invitations (a leader)": Ask(INVITATIONS, {"role": "leader"}),
    "POST /invitations/acceptance (as a co-author)": Ask(
        "/invitations/acceptance", {"secret": SECRET[::-1]}, before=guessed
    ),
    "POST /invitations/{invitation_id}/confirmation (of a leader)": Ask(
        f"/invitations/{INVITED}/confirmation", tag=2, before=accepted
    ),
    "DELETE /invitations/{invitation_id} (of a leader)": Ask(f"/invitations/{INVITED}", before=invited),
    "GET /initiatives/{initiative_id}/invitations": Ask(f"{INITIATIVE}/invitations"),
    "POST /initiatives/{initiative_id}/invitations": Ask(f"{INITIATIVE}/invitations", {"share": 10}),
    "DELETE /initiatives/{initiative_id}/invitations/{invitation_id}": Ask(
        f"{INITIATIVE}/invitations/{JOINING}", before=invited
    ),
    "GET /programmes": Ask("/programmes"),
    "GET /programmes/{programme_id} (public)": Ask("/programmes/cua-quan", programme="cua-quan"),
    "GET /programmes/{programme_id}": Ask("/programmes/noi-bo"),
    "GET /programmes/{programme_id}/form": Ask(f"/programmes/cua-quan/form?unit={UNIT}", programme="cua-quan"),
    "GET /programmes/{programme_id}/form (not public)": Ask("/programmes/noi-bo/form?unit=thanh-hoa"),
    "GET /programmes/{programme_id}/targets": Ask(TARGETS),
    "GET /programmes/{programme_id}/targets/{unit}": Ask(f"{TARGETS}/{UNIT}"),
    "PUT /programmes/{programme_id} (checked)": Ask("/programmes/cua-quan?check=true", _programme(name="Mới")),
    "PUT /programmes/{programme_id}": Ask("/programmes/cua-quan", _programme(name="Mới"), tag=1, programme="cua-quan"),
    "PUT /programmes/{programme_id}/targets/{unit} (assigned)": Ask(f"{TARGETS}/{UNIT}", {"assigned": {"total": 3}}),
    "PUT /programmes/{programme_id}/targets/{unit} (pledged)": Ask(f"{TARGETS}/{UNIT}", {"pledged": {"total": 3}}),
    "POST /programmes/{programme_id}/targets (checked)": Ask(
        f"{TARGETS}?check=true", f"unit_code,phase,target\n{UNIT},1,5\n".encode()
    ),
    "POST /programmes/{programme_id}/targets": Ask(TARGETS, f"unit_code,phase,target\n{UNIT},1,5\n".encode()),
}
