import pytest

from services.submission.domain import access, acts
from services.submission.domain.acts import Correction
from services.submission.domain.initiative import Actor, Initiative
from services.submission.domain.judging import judged
from services.submission.domain.refusals import (
    ImportGrantNeeded,
    KindIsApproved,
    OwnOnceDecided,
    UnitOutsideGrants,
)
from shared.access import Grant, Role
from shared.events.decisions import ReviewState
from shared.refusals import Forbidden, NotFound
from tests.unit.submission.samples import (
    BY_LAN,
    HUNG,
    LAN,
    NOW,
    PROGRAMME,
    SETTING,
    TREE,
    a_decision,
    caller,
    draft,
    returned,
    submitted,
)


def test_anyone_enters_for_themselves_and_only_a_proxy_of_the_unit_for_others() -> None:
    assert access.must_enter(caller("lan"), "may-viet", PROGRAMME.id, [LAN, HUNG], TREE).grant is None
    proxy = caller("to", (Role.PROXY, "can-tho"), (Role.PROXY, "o-mon"))
    actor = access.must_enter(proxy, "may-viet", PROGRAMME.id, [LAN], TREE)
    assert actor.grant is not None
    assert actor.grant.unit == "o-mon"
    for other in (Role.ADMIN, Role.LEADER, Role.REVIEWER, Role.IMPORT, Role.AUTHOR):
        with pytest.raises(UnitOutsideGrants):
            access.must_enter(
                caller("to", (other, "can-tho"), (Role.PROXY, "ninh-kieu")), "may-viet", PROGRAMME.id, [LAN], TREE
            )


def test_only_an_import_grant_lets_an_earlier_registration_be_given() -> None:
    assert access.must_import(caller("to", (Role.IMPORT, "can-tho")), "may-viet", PROGRAMME.id, TREE).unit == "can-tho"
    with pytest.raises(ImportGrantNeeded):
        access.must_import(
            caller("to", (Role.ADMIN, "tld"), (Role.IMPORT, "ninh-kieu")), "may-viet", PROGRAMME.id, TREE
        )


@pytest.mark.parametrize(
    ("made", "role", "unit", "seen"),
    [
        (draft(), Role.REVIEWER, "p-an-khanh", False),
        (draft(), Role.PROXY, "ninh-kieu", True),
        (submitted(), Role.REVIEWER, "can-tho", True),
        (submitted(), Role.REVIEWER, "o-mon", False),
        (submitted(), Role.IMPORT, "can-tho", False),
        (acts.withdraw(draft(), BY_LAN, SETTING.now).initiative, Role.ADMIN, "tld", False),
    ],
)
def test_grants_over_the_unit_see_what_was_submitted_and_proxies_drafts_too(
    made: Initiative, role: Role, unit: str, seen: bool
) -> None:
    assert access.may_read(caller("ai-do", (role, unit)), made, TREE) is seen
    assert access.may_read(caller("lan"), made, TREE)


def test_a_foreign_initiative_is_not_found_on_reads_and_forbidden_on_writes() -> None:
    stranger = caller("ai-do", (Role.PROXY, "o-mon"))
    with pytest.raises(NotFound):
        access.must_read(stranger, submitted(), TREE)
    with pytest.raises(NotFound):
        access.must_read(stranger, None, TREE)
    with pytest.raises(Forbidden):
        access.must_write(stranger, submitted(), TREE)


def test_descriptions_are_for_authors_and_for_reviewers_over_the_unit() -> None:
    access.must_read_description(caller("lan"), submitted(), TREE)
    access.must_read_description(caller("hd", (Role.REVIEWER, "ninh-kieu")), submitted(), TREE)
    with pytest.raises(NotFound):
        access.must_read_description(caller("qt", (Role.ADMIN, "ninh-kieu")), submitted(), TREE)


def test_correcting_the_unit_for_others_takes_grants_over_both_units() -> None:
    over_both = caller("to", (Role.LEADER, "can-tho"))
    assert access.must_reclassify(over_both, submitted(), "may-viet", TREE).grant is not None
    with pytest.raises(UnitOutsideGrants):
        access.must_reclassify(caller("to", (Role.LEADER, "ninh-kieu")), submitted(), "may-viet", TREE)
    assert access.must_reclassify(caller("lan"), submitted(), "may-viet", TREE).grant is None
    with pytest.raises(Forbidden):
        access.must_reclassify(caller("ai-do"), submitted(), None, TREE)


def after(state: ReviewState, *, entered_by: str = "lan") -> Initiative:
    made = acts.enter(LAN, submitted().content, Actor(caller(entered_by).person_id), SETTING)
    return judged(acts.submit(made, BY_LAN, SETTING).initiative, a_decision(state))


@pytest.mark.parametrize("state", [ReviewState.APPROVED, ReviewState.REJECTED, ReviewState.REVOKED])
@pytest.mark.parametrize("role", [Role.LEADER, Role.PROXY, Role.ADMIN])
@pytest.mark.parametrize("who", ["lan", "hung"])
def test_once_it_is_decided_no_author_or_enterer_reclassifies_whatever_else_they_are(
    state: ReviewState, role: Role, who: str
) -> None:
    made = after(state, entered_by="hung")
    with pytest.raises(OwnOnceDecided):
        access.must_reclassify(caller(who, (role, "tld")), made, None, TREE)
    if state is not ReviewState.APPROVED or role is Role.LEADER:
        assert access.must_reclassify(caller("khác", (role, "tld")), made, None, TREE)


@pytest.mark.parametrize("role", [Role.PROXY, Role.ADMIN, Role.REVIEWER, Role.IMPORT])
def test_while_an_approval_stands_a_leader_alone_puts_it_right(role: Role) -> None:
    with pytest.raises(Forbidden):
        access.must_reclassify(caller("khác", (role, "tld")), after(ReviewState.APPROVED), None, TREE)


def test_the_kind_that_was_approved_is_changed_only_after_a_revocation() -> None:
    leader = Actor(HUNG, Grant(Role.LEADER, "tld"))
    approved = after(ReviewState.APPROVED)
    with pytest.raises(KindIsApproved):
        acts.reclassify(approved, Correction(kind="management"), leader, SETTING)
    same_kind = Correction(unit="may-viet", kind=approved.public.kind)
    assert acts.reclassify(approved, same_kind, leader, SETTING).initiative.public.unit == "may-viet"
    revoked = judged(approved, a_decision(ReviewState.REVOKED, version=2, at=NOW))
    changed = acts.reclassify(revoked, Correction(kind="management"), leader, SETTING)
    assert changed.initiative.public.kind == "management"


def test_authors_reclassify_what_was_returned_to_them() -> None:
    assert access.must_reclassify(caller("lan"), returned(), None, TREE) == BY_LAN
