"""What authors and proxies do with an initiative: enter, amend, submit, reclassify, withdraw (design §3)."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from services.submission.domain import deadlines
from services.submission.domain.content import Content, Share, check, check_authors, keeping_former, open_unit
from services.submission.domain.initiative import Actor, Change, Initiative, OwnState, Version, publishing
from services.submission.domain.refusals import ConfidentialTooLate, KindIsApproved, NothingToChange, WrongState
from shared.events.programmes import ProgrammeData
from shared.events.submissions import RECLASSIFIED, RESUBMITTED, SUBMITTED, WITHDRAWN
from shared.refusals import Text, TooManyChanges
from shared.units import UnitTree

PENDING, RETURNED, DRAFT = "pending", "returned", "draft"

CORRECTED = "reclassified"

MOST_SUBMISSIONS = 12
"""Of one initiative. Each is kept whole, with its description."""
MOST_CORRECTIONS = 50
"""Of one initiative by one person."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What an act is judged against: the programme, the present tree, the time."""

    programme: ProgrammeData
    tree: UnitTree
    now: datetime


def enter(
    id: UUID,  # noqa: A002 - what every aggregate's id is called
    content: Content,
    by: Actor,
    setting: Setting,
    registered_at: datetime | None = None,
) -> Initiative:
    """A new draft. An earlier `registered_at` marks it as imported; who may give one is for `access`."""
    check(content, setting.programme, setting.tree, setting.now)
    if registered_at is not None:
        deadlines.must_be_registrable(setting.programme, registered_at, setting.now)
    draft = Initiative(
        id=id,
        content=content,
        entered_by=by.person_id,
        created_at=setting.now,
        registered_at=registered_at,
        imported=registered_at is not None,
    )
    return draft.noting("imported" if draft.imported else "entered", by, setting.now)


def amend(initiative: Initiative, content: Content, setting: Setting) -> Change:
    """Other content, while draft or returned. It reaches the reviewers with the next submission."""
    initiative.must_be(DRAFT, RETURNED)
    if initiative.versions and content.programme != initiative.content.programme:
        raise WrongState
    if initiative.versions and content.confidential and not initiative.content.confidential:
        raise ConfidentialTooLate.at("confidential")
    content = replace(content, authors=keeping_former(content.authors, initiative.content.authors))
    if content.unit == initiative.content.unit:
        content = content.under_heir(setting.tree)
    if content == initiative.content:
        raise NothingToChange
    check(content, setting.programme, setting.tree, setting.now)
    return Change(replace(initiative, content=content))


def submit(initiative: Initiative, by: Actor, setting: Setting) -> Change:
    """Hand it to the reviewers, for the first time or again after it was returned."""
    initiative.must_be(DRAFT, RETURNED)
    if initiative.content_version >= MOST_SUBMISSIONS:
        raise TooManyChanges.beyond(MOST_SUBMISSIONS, Text("gửi", "submitted"))
    again = initiative.status == RETURNED
    _must_take(initiative, setting, again=again)
    initiative = replace(initiative, content=initiative.content.under_heir(setting.tree))
    check(initiative.content, setting.programme, setting.tree, setting.now)
    number = initiative.content_version + 1
    submitted = replace(
        _with_unit_facts(initiative, initiative.content.unit, setting.tree),
        state=OwnState.SUBMITTED,
        content_version=number,
        versions=(*initiative.versions, Version(number, setting.now, initiative.content)),
        first_submitted_at=initiative.first_submitted_at or setting.now,
        registered_at=initiative.registered_at or setting.now,
    )
    noted = submitted.noting("resubmitted" if again else "submitted", by, setting.now)
    return publishing(noted, RESUBMITTED if again else SUBMITTED, setting.now)


def withdraw(initiative: Initiative, by: Actor, now: datetime) -> Change:
    """Take it back for good; a draft that was never submitted publishes nothing."""
    initiative.must_be(DRAFT, PENDING, RETURNED)
    withdrawn = replace(initiative, state=OwnState.WITHDRAWN).noting("withdrawn", by, now)
    return publishing(withdrawn, WITHDRAWN, now) if initiative.versions else Change(withdrawn)


@dataclass(frozen=True, slots=True)
class Correction:
    """What a reclassification sets right; None leaves as it is."""

    unit: str | None = None
    kind: str | None = None
    authors: tuple[Share, ...] | None = None

    def of(self, content: Content) -> Content:
        """The content, corrected."""
        return replace(
            content,
            unit=content.unit if self.unit is None else self.unit,
            kind=content.kind if self.kind is None else self.kind,
            authors=content.authors if self.authors is None else keeping_former(self.authors, content.authors),
        )


def reclassify(initiative: Initiative, correction: Correction, by: Actor, setting: Setting) -> Change:
    """Correct unit, kind or authors of what was submitted, without a new content version."""
    if initiative.state is not OwnState.SUBMITTED:
        raise WrongState
    deadlines.must_take_corrections(setting.programme, setting.now, imported=initiative.imported)
    if correction.of(initiative.public) == initiative.public:
        raise NothingToChange
    _must_not_go_on_for_ever(initiative, by)
    if initiative.is_approved and correction.kind not in (None, initiative.public.kind):
        raise KindIsApproved.standing()
    if correction.unit is not None:
        open_unit(correction.unit, setting.tree, setting.programme)
    if correction.authors is not None:
        check_authors(correction.authors)
    corrected = _correct(initiative, correction)
    if correction.unit not in (None, initiative.public.unit):
        corrected = _with_unit_facts(corrected, corrected.public.unit, setting.tree, anew=True)
    return publishing(corrected.noting(CORRECTED, by, setting.now), RECLASSIFIED, setting.now)


def _must_not_go_on_for_ever(initiative: Initiative, by: Actor) -> None:
    corrections = [act.by for act in initiative.acts if act.kind == CORRECTED and act.by is not None]
    if sum(earlier.person_id == by.person_id for earlier in corrections) >= MOST_CORRECTIONS:
        raise TooManyChanges.beyond(MOST_CORRECTIONS, Text("phân loại lại bởi một người", "reclassified by one person"))


def relinked(initiative: Initiative, card: UUID, account: UUID, now: datetime) -> Change:
    """The initiative with the account in place of the card; the share and home unit stay."""
    return replace_author(initiative, card, Share(account, 1, ""), now)


def replace_author(initiative: Initiative, old: UUID, new: Share, now: datetime) -> Change:
    """Put an account's id in place of the card a proxy made for the same person (design §3).

    Who stands on both keeps one entry with the shares added. Whatever was published is published again.
    """
    entered_by = new.id if initiative.entered_by == old else initiative.entered_by
    versions = tuple(replace(v, content=_with_author(v.content, old, new)) for v in initiative.versions)
    content = _with_author(initiative.content, old, new)
    linked = replace(initiative, content=content, versions=versions, entered_by=entered_by)
    if linked.showcase is not None and linked.showcase.consented_by == old:
        linked = replace(linked, showcase=replace(linked.showcase, consented_by=new.id))
    return publishing(linked, RECLASSIFIED, now) if initiative.versions else Change(linked)


def _must_take(initiative: Initiative, setting: Setting, *, again: bool) -> None:
    take = deadlines.must_take_corrections if again else deadlines.must_take_submissions
    take(setting.programme, setting.now, imported=initiative.imported)


def _with_unit_facts(initiative: Initiative, code: str, tree: UnitTree, *, anew: bool = False) -> Initiative:
    """Lock in the sector and ownership of the unit, when this unit is being set."""
    unit = tree.get(code)
    is_set = initiative.versions and initiative.public.unit == code and not anew
    if unit is None or is_set:
        return initiative
    return replace(initiative, sector=unit.sector, ownership=unit.ownership)


def _correct(initiative: Initiative, correction: Correction) -> Initiative:
    last = initiative.versions[-1]
    corrected = replace(last, content=correction.of(last.content))
    return replace(
        initiative,
        content=correction.of(initiative.content),
        versions=(*initiative.versions[:-1], corrected),
    )


def _with_author(content: Content, old: UUID, new: Share) -> Content:
    if old not in content.author_ids:
        return content
    share = sum(author.share for author in content.authors if author.id in (old, new.id))
    entries = {author.id: author for author in content.authors}
    former_id = entries[new.id].formerly if new.id in entries else entries[old].formerly or old
    taken_over = Share(new.id, share, entries[old].home_unit, formerly=former_id)
    first = next(index for index, author in enumerate(content.authors) if author.id in (old, new.id))
    others = [author for author in content.authors if author.id not in (old, new.id)]
    return replace(content, authors=(*others[:first], taken_over, *others[first:]))
