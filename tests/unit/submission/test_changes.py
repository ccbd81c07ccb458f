"""Bodies that change what exists: what is not sent stays, null empties, and the documents promise no value."""

import pytest
from pydantic import MISSING, ValidationError

from services.submission.schemas.initiatives import AmendmentIn, CorrectionIn
from services.submission.schemas.people import OwnCardIn
from services.submission.schemas.tree_changes import UnitChangeIn
from shared.web.schemas import Changes
from tests.unit.submission.conftest import Portal
from tests.unit.web.routes import body_leaves

BODIES: list[type[Changes]] = [AmendmentIn, CorrectionIn, OwnCardIn, UnitChangeIn]
EMPTIED = {
    AmendmentIn: {"description", "first_applied_on", "claimed_benefit_vnd"},
    CorrectionIn: set(),
    OwnCardIn: {"email", "phone", "member_number"},
    UnitChangeIn: {"parent", "cluster", "members", "office_email", "merged_into"},
}


@pytest.mark.parametrize("body", BODIES)
def test_the_document_of_a_change_names_no_value_for_what_is_not_sent(body: type[Changes]) -> None:
    schema = body.model_json_schema()
    assert not [name for name, part in schema["properties"].items() if "default" in part]
    assert schema.get("required", []) == (["code"] if body is UnitChangeIn else [])


def test_no_patch_on_any_route_promises_a_value_for_what_is_not_sent() -> None:
    patches = [leaf for leaf in body_leaves() if " PATCH " in leaf.route]
    assert len(patches) > 10
    assert not [leaf.name for leaf in patches if "default" in leaf.schema]


@pytest.mark.parametrize("body", BODIES)
def test_what_is_not_sent_is_not_given_and_null_empties_the_optional_alone(body: type[Changes]) -> None:
    needed = {"code": "a"} if body is UnitChangeIn else {}
    unsent = body.model_validate(needed)
    assert unsent.given() == needed
    for name in body.model_fields.keys() - needed:
        assert getattr(unsent, name) is MISSING
        if name in EMPTIED[body]:
            assert body.model_validate({**needed, name: None}).given() == {**needed, name: None}
        else:
            with pytest.raises(ValidationError):
                body.model_validate({**needed, name: None})


async def test_a_card_keeps_what_is_not_sent_and_loses_what_is_null(portal: Portal) -> None:
    card = {"name": "Lan", "home_unit": "p-an-khanh", "phone": "0901 234 567", "member_number": "7", "language": "en"}
    assert (await portal.send("lan", "PATCH", "/authors/me", card)).status_code == 200
    changed = (await portal.send("lan", "PATCH", "/authors/me", {"phone": None})).json()
    assert {name: changed[name] for name in card} == {**card, "phone": None}
