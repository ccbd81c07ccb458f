"""Somebody invited becomes an author: a share off the first author's, while no approval stands.

Submission hears of approvals late. One that never saw who joined meanwhile takes them out again, and their share with
them (`without_unseen`): so nobody is credited by a decision that did not know of them, nor with one of their own.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from services.submission.domain import deadlines
from services.submission.domain.acts import DRAFT, PENDING, RETURNED, Setting
from services.submission.domain.content import MAX_AUTHORS, Content, Share
from services.submission.domain.initiative import Act, Actor, Change, Initiative, Join, publishing
from services.submission.domain.refusals import (
    AlreadyAuthor,
    ApprovalStands,
    FirstAuthorNeeded,
    ShareTooLarge,
    TooManyAuthors,
    WrongState,
)
from shared.events.submissions import RECLASSIFIED

JOINED, LEFT = "joined", "join-undone"


def check_may_invite(initiative: Initiative, by: Actor) -> None:
    """The share is the first author's, so it is theirs to give; a proxy over the unit does it for them."""
    if by.grant is None and by.person_id != initiative.content.authors[0].id:
        raise FirstAuthorNeeded


def check_open(initiative: Initiative, setting: Setting) -> None:
    """Nobody joins what was approved, decided against or withdrawn, nor after the day of corrections."""
    if initiative.is_approved:
        raise ApprovalStands
    if initiative.status not in (DRAFT, PENDING, RETURNED):
        raise WrongState
    if initiative.versions:
        deadlines.must_take_corrections(setting.programme, setting.now, imported=initiative.imported)


def check_share(initiative: Initiative, share: int, *, waiting: int = 0) -> None:
    """The first author keeps something, and there is room for one more beside those invited."""
    if len(initiative.content.authors) + waiting >= MAX_AUTHORS:
        raise TooManyAuthors.at("share")
    first = min(content.authors[0].share for content in (initiative.content, initiative.public))
    if share >= first:
        raise ShareTooLarge.leaving(first - 1)


def join(initiative: Initiative, newcomer: Share, setting: Setting) -> Change:
    """With one more author, of what is worked on and of what was submitted last; told as a reclassification."""
    check_open(initiative, setting)
    if newcomer.id in (*initiative.content.author_ids, *initiative.public.author_ids):
        raise AlreadyAuthor
    check_share(initiative, newcomer.share)
    first = initiative.content.authors[0].id
    joined = _each_content(initiative, partial(_with, newcomer=newcomer))
    noted = joined.noting(JOINED, Actor(newcomer.id), setting.now)
    if not initiative.versions:
        return Change(noted)
    change = publishing(noted, RECLASSIFIED, setting.now)
    mark = Join(newcomer.id, first, change.initiative.version)
    return change._replace(initiative=replace(change.initiative, joins=(*noted.joins, mark)))


def without_unseen(initiative: Initiative, now: datetime) -> Change:
    """Without those who joined after what a standing approval looked at; unchanged when there are none."""
    approvals = initiative.standing.approvals if initiative.standing is not None else ()
    seen = [one.submission_version for one in approvals if one.submission_version is not None]
    unseen = [one for one in initiative.joins if seen and initiative.is_approved and one.version > min(seen)]
    if not unseen:
        return Change(initiative)
    for mark in unseen:
        initiative = _each_content(initiative, partial(_without, mark=mark))
        initiative = initiative.with_act(Act(LEFT, now, initiative.content_version))
    return publishing(replace(initiative, joins=()), RECLASSIFIED, now)


def _each_content(initiative: Initiative, change: Callable[[Content], Content]) -> Initiative:
    """What is worked on and what was submitted last, both changed."""
    last = initiative.versions[-1:]
    return replace(
        initiative,
        content=change(initiative.content),
        versions=(*initiative.versions[:-1], *(replace(one, content=change(one.content)) for one in last)),
    )


def _with(content: Content, newcomer: Share) -> Content:
    first, *others = content.authors
    return replace(content, authors=(replace(first, share=first.share - newcomer.share), *others, newcomer))


def _without(content: Content, mark: Join) -> Content:
    gone = sum(author.share for author in content.authors if author.id == mark.person)
    stay = [author for author in content.authors if author.id != mark.person]
    if not gone or not stay:
        return content
    taker = next((author for author in stay if author.id == mark.share_of), stay[0])
    shares = tuple(replace(author, share=author.share + gone) if author is taker else author for author in stay)
    return replace(content, authors=shares)
