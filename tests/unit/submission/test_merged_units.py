"""What was entered for a unit that was merged away since is corrected under its heir, which nobody has to name."""

from dataclasses import replace

import pytest

from services.submission.domain import acts
from services.submission.domain.acts import Setting
from services.submission.domain.initiative import Change, Initiative
from services.submission.domain.judging import judged
from services.submission.domain.refusals import ClosedUnit, MergedUnit
from services.submission.domain.units import change
from services.submission.published import face
from shared.access import Role
from shared.events.decisions import ReviewState
from shared.units import Unit, UnitTree
from tests.unit.submission.conftest import Portal
from tests.unit.submission.samples import BY_LAN, NOW, PROGRAMME, SETTING, TREE, a_decision, draft, returned
from tests.unit.submission.test_api_initiatives import BODY


def merged(heir: str) -> Setting:
    """The setting after p-an-khanh was merged into `heir`."""
    units = [replace(unit, merged_into=heir) if unit.code == "p-an-khanh" else unit for unit in TREE]
    return Setting(PROGRAMME, UnitTree(units, version=10), NOW)


def heir_of(initiative: Initiative) -> tuple[str, str, str]:
    told = face(initiative)
    return told.unit, told.sector, told.ownership


def test_a_returned_one_is_corrected_and_submitted_again_under_the_heir_as_that_is_then() -> None:
    before = returned()
    assert heir_of(before) == ("p-an-khanh", "public-administration", "state")
    amended = acts.amend(before, replace(before.content, title="Tên khác"), merged("may-viet")).initiative
    assert (amended.content.unit, amended.public.unit) == ("may-viet", "p-an-khanh")
    again = acts.submit(amended, BY_LAN, merged("may-viet")).initiative
    assert heir_of(again) == ("may-viet", "production", "fdi")


def test_one_merged_after_it_was_corrected_and_a_draft_take_the_heir_when_they_are_submitted() -> None:
    for waiting in (returned(), draft()):
        made = acts.submit(waiting, BY_LAN, merged("may-viet")).initiative
        assert heir_of(made) == ("may-viet", "production", "fdi")
        assert made.content.unit == "may-viet"


def test_a_unit_that_is_named_anew_must_be_a_living_one() -> None:
    with pytest.raises(MergedUnit):
        acts.amend(returned(), replace(returned().content, unit="da-sap-nhap"), SETTING)
    with pytest.raises(ClosedUnit):
        acts.submit(returned(), BY_LAN, merged("dong-cua"))


async def test_its_author_names_no_unit(portal: Portal) -> None:
    made = (await portal.send("lan", "POST", "/initiatives", {**BODY, "submit": True})).json()
    path = f"/initiatives/{made['id']}"
    (initiative,) = portal.store.initiatives.kept.values()
    judged_now = Change(judged(initiative, a_decision(ReviewState.RETURNED)))
    revision = (await portal.store.initiatives.save(judged_now)).revision
    await merge(portal, "p-an-khanh", "may-viet")
    amended = await portal.send("lan", "PATCH", path, {"title": "Tên khác"}, if_match=f'"{revision}"')
    assert (amended.status_code, amended.json()["unit"]) == (200, "may-viet")
    portal.grants["to"] = [(Role.PROXY, "o-mon")]
    again = await portal.send("to", "POST", f"{path}/submission", if_match=amended.headers["etag"])
    assert [again.json()[name] for name in ("unit", "sector", "ownership")] == ["may-viet", "production", "fdi"]


async def merge(portal: Portal, code: str, heir: str) -> None:
    units = portal.store.units
    known = await units.unit(code)
    assert known is not None
    gone: Unit = replace(known.data.to_unit(), merged_into=heir)
    await units.save_unit(change(known, gone, units.tree, NOW), units.tree.version)
