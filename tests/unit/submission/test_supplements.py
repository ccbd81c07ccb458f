"""What is added after submission: who may, when, and that what was decided on can be shown as it was seen."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from services.submission.domain import acts
from services.submission.domain.acts import Setting
from services.submission.domain.forward import initiative_told
from services.submission.domain.initiative import Change, Initiative
from services.submission.domain.judging import Decision, judged
from services.submission.domain.programmes import change_programme
from services.submission.domain.supplements import MOST_SUPPLEMENTS, Addition, asked_for, newest_of_each, supplement
from services.submission.published import face
from shared.access import Role
from shared.events.decisions import Approval, DecisionData, ReviewState, Standing
from shared.events.programmes import Section
from shared.refusals import Refusal, TooManyChanges
from shared.units import Level
from tests.unit.submission.conftest import Portal
from tests.unit.submission.samples import (
    BY_LAN,
    LATE,
    NOW,
    PROGRAMME,
    TREE,
    a_decision,
    an_id,
    content,
    submitted,
)
from tests.unit.submission.test_api_initiatives import BODY, events
from tests.unit.submission.test_api_initiatives import submitted as posted

SECTIONS = (
    Section(code="bien-ban", name="Biên bản họp tổ", needed_before="upper"),
    Section(code="xac-nhan", name="Xác nhận hiệu quả", needed_before="provincial"),
    Section(code="anh", name="Ảnh"),
)
WITH_SECTIONS = PROGRAMME.model_copy(update={"sections": SECTIONS})
SETTING = Setting(WITH_SECTIONS, TREE, NOW)


def approval(unit: str, level: Level, *, recommended: bool) -> Approval:
    return Approval(
        id=an_id(unit), unit=unit, level=level, decision_number="1", decided_on=NOW.date(), content_version=1,
        recommended=recommended,
    )  # fmt: skip


def approved(*approvals: Approval, version: int = 1, supplement: int | None = None) -> Decision:
    standing = Standing(state=ReviewState.APPROVED, content_version=1, approvals=approvals)
    data = DecisionData(
        version=version, programme=PROGRAMME.id, unit="p-an-khanh", standing=standing, supplement=supplement
    )
    return Decision("approved", NOW, data)


AT_GRASSROOTS = approval("p-an-khanh", Level.GRASSROOTS, recommended=True)


def add(initiative: Initiative, section: str, text: str = "Nội dung.", setting: Setting = SETTING) -> Initiative:
    return supplement(initiative, Addition(section, text), (), BY_LAN, setting).change.initiative


def refusal(initiative: Initiative, section: str, setting: Setting = SETTING) -> str:
    with pytest.raises(Refusal) as refused:
        add(initiative, section, setting=setting)
    return refused.value.slug


def test_it_is_counted_and_changes_nothing_that_was_submitted() -> None:
    before = submitted()
    after = add(add(before, "bien-ban"), "description", "Mô tả kỹ hơn.")
    assert (after.supplement, after.version, after.content_version) == (2, 3, 1)
    assert (after.sections, after.versions) == (("bien-ban",), before.versions)
    told = {**face(after).model_dump(), "version": 1, "supplement": 0, "sections": ()}
    assert told == face(before).model_dump()
    assert [(act.kind, act.supplement) for act in after.acts[-2:]] == [("supplemented", 1), ("supplemented", 2)]


def test_a_description_added_is_what_the_next_submission_says() -> None:
    back = judged(add(submitted(), "description", "Bổ sung."), a_decision(ReviewState.RETURNED))
    again = acts.submit(acts.amend(back, replace(back.content, title="Tên khác"), SETTING).initiative, BY_LAN, SETTING)
    assert again.initiative.public.description == "Bổ sung."
    assert again.initiative.versions[0].content.description == "Mô tả đầy đủ."


@pytest.mark.parametrize("state", [ReviewState.REJECTED, ReviewState.REVOKED])
def test_what_was_refused_or_taken_back_is_added_to_no_more(state: ReviewState) -> None:
    assert refusal(judged(submitted(), a_decision(state)), "bien-ban") == "wrong-state"


def test_neither_a_draft_nor_what_was_withdrawn_is_added_to() -> None:
    draft = acts.enter(an_id("d"), content(), BY_LAN, SETTING)
    assert refusal(draft, "description") == "wrong-state"
    assert refusal(acts.withdraw(submitted(), BY_LAN, NOW).initiative, "description") == "wrong-state"


def test_a_returned_one_is_added_to() -> None:
    assert add(judged(submitted(), a_decision(ReviewState.RETURNED)), "anh").sections == ("anh",)


def test_what_was_approved_is_added_to_by_what_the_next_level_asks_for_alone() -> None:
    led = judged(submitted(), approved(AT_GRASSROOTS))
    assert asked_for(led, WITH_SECTIONS, TREE) == ("bien-ban",)
    assert add(led, "bien-ban").sections == ("bien-ban",)
    for section in ("xac-nhan", "anh", "description"):
        assert refusal(led, section) == "section-not-asked"
    higher = judged(submitted(), approved(AT_GRASSROOTS, approval("ninh-kieu", Level.UPPER, recommended=True)))
    assert asked_for(higher, WITH_SECTIONS, TREE) == ("bien-ban", "xac-nhan")


@pytest.mark.parametrize(
    "approvals",
    [
        (approval("p-an-khanh", Level.GRASSROOTS, recommended=False),),
        (AT_GRASSROOTS, approval("ninh-kieu", Level.UPPER, recommended=False)),
        (approval("tld", Level.NATIONAL, recommended=True),),
    ],
)
def test_what_no_level_looks_at_next_is_done(approvals: tuple[Approval, ...]) -> None:
    assert refusal(judged(submitted(), approved(*approvals)), "bien-ban") == "section-not-asked"


def test_a_closed_unit_asks_for_nothing_the_next_open_one_does() -> None:
    ninh_kieu = TREE.get("ninh-kieu")
    assert ninh_kieu is not None
    closed = TREE.with_unit(replace(ninh_kieu, closed=True, version=2))
    led = judged(submitted(), approved(AT_GRASSROOTS))
    assert asked_for(led, WITH_SECTIONS, closed) == ("bien-ban", "xac-nhan")


def test_a_confidential_one_has_no_description_and_may_have_sections() -> None:
    secret = submitted(confidential=True, description=None)
    assert refusal(secret, "description") == "confidential-description"
    assert add(secret, "bien-ban", "Đã nộp bản giấy.").sections == ("bien-ban",)


def test_it_is_taken_while_somebody_decides() -> None:
    late = replace(SETTING, now=LATE)
    assert refusal(submitted(), "anh", late) == "programme-not-open"
    between = replace(SETTING, now=PROGRAMME.correct_until.replace(day=20))
    assert add(submitted(), "anh", setting=between).supplement == 1


def test_it_is_added_to_so_often_and_no_more() -> None:
    worn = replace(submitted(), supplement=MOST_SUPPLEMENTS)
    with pytest.raises(TooManyChanges, match="at most 100 times"):
        add(worn, "anh")


def test_of_each_section_the_newest_counts_and_of_descriptions_that_of_each_version() -> None:
    lines = [(1, "anh", 1), (2, "description", 1), (3, "anh", 2), (4, "description", 2), (5, "description", 2)]
    assert newest_of_each(lines) == [2, 3, 5]
    assert newest_of_each(lines, at=2) == [1, 2]
    assert newest_of_each(lines, at=0) == []


def test_brought_forward_what_authors_work_on_keeps_what_was_added() -> None:
    added = add(submitted(), "description", "Bổ sung.")
    moved = acts.reclassify(added, acts.Correction(kind="management"), BY_LAN, SETTING).initiative
    assert moved.last_event_at is not None
    told = initiative_told(added, added.id, "reclassified", face(moved), moved.last_event_at)
    assert (told.content.description, told.public.description) == ("Bổ sung.", "Mô tả đầy đủ.")
    assert (told.supplement, told.sections) == (1, ())


# over HTTP


@pytest.fixture
async def asked(portal: Portal) -> Portal:
    present = await portal.store.units.programme(PROGRAMME.id)
    await portal.store.units.save_programme(change_programme(present, WITH_SECTIONS, TREE, NOW))
    portal.store.events.clear()
    portal.grants["binh"] = [(Role.REVIEWER, "ninh-kieu")]
    portal.grants["nhap"] = [(Role.PROXY, "ninh-kieu")]
    return portal


async def put(portal: Portal, id_: str, section: str, text: str, revision: int, who: str = "lan") -> Any:
    path = f"/initiatives/{id_}/supplements/{section}"
    return await portal.send(who, "PUT", path, {"text": text}, if_match=f'"{revision}"')


async def test_reviewers_see_what_was_added_and_what_a_decision_saw(asked: Portal) -> None:
    id_ = (await posted(asked))["id"]
    first = await put(asked, id_, "description", "Một.", 1)
    assert (first.status_code, first.headers["etag"]) == (200, '"2"'), first.text
    second = await put(asked, id_, "bien-ban", "Biên bản.", 2, who="nhap")
    third = await put(asked, id_, "description", "Hai.", 3)
    assert (second.status_code, third.json()["supplement"]) == (200, 3)
    place = f"/initiatives/{id_}/supplements"
    now = (await asked.send("binh", "GET", place)).json()
    assert (now["description"], [one["number"] for one in now["items"]]) == ("Hai.", [3, 2])
    assert [(one["code"], one["given"]) for one in now["sections"]] == [
        ("bien-ban", True), ("xac-nhan", False), ("anh", False),
    ]  # fmt: skip
    then = (await asked.send("binh", "GET", f"{place}?at=1")).json()
    assert (then["description"], [one["text"] for one in then["items"]]) == ("Một.", ["Một."])
    assert (await asked.send("binh", "GET", f"{place}?at=0")).json()["description"] == "Mô tả."
    assert (await asked.send("binh", "GET", f"{place}?at=4")).status_code == 404
    assert (await asked.send("binh", "GET", f"{place}?content_version=2")).status_code == 404


async def test_the_text_is_never_on_the_log(asked: Portal) -> None:
    id_ = (await posted(asked))["id"]
    await put(asked, id_, "bien-ban", "Chỉ người xét mới đọc.", 1)
    kind, data = events(asked)[-1]
    assert (kind, data["supplement"], data["sections"]) == ("supplemented", 1, ["bien-ban"])
    assert not any("Chỉ người xét".encode() in (entry["body"] or b"") for entry in asked.store.events)


async def test_each_content_version_has_its_own_description(asked: Portal) -> None:
    id_ = (await posted(asked))["id"]
    await put(asked, id_, "description", "Bổ sung.", 1)
    known = asked.store.initiatives.kept[UUID(id_)]
    await asked.store.initiatives.save(Change(judged(known, a_decision(ReviewState.RETURNED))))
    patched = await asked.send("lan", "PATCH", f"/initiatives/{id_}", {"description": "Viết lại."}, if_match='"3"')
    assert patched.status_code == 200, patched.text
    await asked.send("lan", "POST", f"/initiatives/{id_}/submission", if_match='"4"')
    place = f"/initiatives/{id_}/supplements"
    assert (await asked.send("binh", "GET", place)).json()["description"] == "Viết lại."
    first = (await asked.send("binh", "GET", f"{place}?content_version=1&at=1")).json()
    assert first["description"] == "Bổ sung."


@pytest.mark.parametrize(
    ("section", "body", "who", "status", "slug"),
    [
        ("khac", {"text": "A."}, "lan", 404, "unknown-section"),
        ("title", {"text": "Tên khác"}, "lan", 404, "unknown-section"),
        ("anh", {"text": "Gọi 0912 345 678."}, "lan", 422, "personal-data-in-text"),
        ("anh", {"text": "a" * 20_001}, "lan", 422, "invalid-request"),
        ("anh", {"text": ""}, "lan", 422, "invalid-request"),
        ("anh", {"text": "A.", "title": "Tên"}, "lan", 422, "invalid-request"),
        ("description", {"text": "Mô tả."}, "lan", 422, "nothing-to-change"),
        ("anh", {"text": "A."}, "binh", 403, "forbidden"),
        ("anh", {"text": "A."}, "hung", 403, "forbidden"),
    ],
)
async def test_a_refusal_names_its_problem(
    asked: Portal, section: str, body: dict[str, Any], who: str, status: int, slug: str
) -> None:
    id_ = (await posted(asked))["id"]
    answer = await asked.send(who, "PUT", f"/initiatives/{id_}/supplements/{section}", body, if_match='"1"')
    assert (answer.status_code, answer.json()["type"].split(":")[-1]) == (status, slug), answer.text


async def test_two_who_add_at_once_do_not_overwrite_each_other(asked: Portal) -> None:
    id_ = (await posted(asked))["id"]
    assert (await put(asked, id_, "anh", "Của Lan.", 1)).status_code == 200
    assert (await put(asked, id_, "anh", "Của người nhập.", 1, who="nhap")).status_code == 412
    unsaid = await asked.send("lan", "PUT", f"/initiatives/{id_}/supplements/anh", {"text": "Khác."})
    assert unsaid.status_code == 428


async def test_whoever_may_not_read_the_description_reads_no_supplement(asked: Portal) -> None:
    id_ = (await posted(asked))["id"]
    await put(asked, id_, "anh", "A.", 1)
    assert (await asked.send("nhap", "GET", f"/initiatives/{id_}/supplements")).status_code == 404
    assert (await asked.send("hung", "GET", f"/initiatives/{id_}/supplements")).status_code == 404
    assert (await asked.send("lan", "GET", f"/initiatives/{id_}/supplements")).status_code == 200


async def test_a_proxy_who_adds_is_answered_with_their_own_text_alone(asked: Portal) -> None:
    id_ = (await posted(asked))["id"]
    await put(asked, id_, "anh", "Của Lan.", 1)
    answer = (await put(asked, id_, "bien-ban", "Của người nhập.", 2, who="nhap")).json()
    assert answer["description"] is None
    assert [one["text"] for one in answer["items"]] == ["Của người nhập."]


async def test_one_s_own_data_has_what_was_added(asked: Portal) -> None:
    id_ = (await posted(asked))["id"]
    await put(asked, id_, "anh", "Ảnh của Lan.", 1)
    (one,) = (await asked.send("lan", "GET", "/authors/me/export")).json()["initiatives"]
    assert [(text["section"], text["text"]) for text in one["supplements"]] == [("anh", "Ảnh của Lan.")]


async def test_a_programme_s_own_section_is_not_called_description(asked: Portal) -> None:
    asked.grants["quan-tri"] = [(Role.ADMIN, "can-tho")]
    body = WITH_SECTIONS.model_dump(mode="json", exclude={"version", "id"}) | {
        "policy": None, "sections": [{"code": "description", "name": "Mô tả"}],
    }  # fmt: skip
    answer = await asked.send("quan-tri", "PUT", f"/programmes/{PROGRAMME.id}", body, if_match="*")
    assert [one["field"] for one in answer.json()["errors"]] == ["sections.0.code"]


async def test_the_timeline_tells_what_a_decision_looked_at(asked: Portal) -> None:
    id_ = (await posted(asked))["id"]
    await put(asked, id_, "anh", "A.", 1)
    known = asked.store.initiatives.kept[UUID(id_)]
    await asked.store.initiatives.save(Change(judged(known, approved(AT_GRASSROOTS, supplement=1))))
    shown = (await asked.send("lan", "GET", f"/initiatives/{id_}")).json()
    assert [(line["kind"], line["supplement"]) for line in shown["timeline"]][-2:] == [
        ("supplemented", 1), ("approved", 1),
    ]  # fmt: skip
    assert BODY["description"] == shown["description"]
