"""From aggregates to the bodies of answers: plain values, made once, ready for bytes."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from services.submission.domain.access import WHOLE, Sight
from services.submission.domain.authors import Card
from services.submission.domain.content import Content, Share
from services.submission.domain.initiative import Act, Initiative, Version
from services.submission.domain.showcase import shown
from shared.reference import REASONS
from shared.units import UnitTree

_CONTENT = (
    "programme",
    "unit",
    "kind",
    "field",
    "title",
    "summary",
    "first_applied_on",
    "claimed_benefit_vnd",
    "confidential",
)
_OWN = ("id", "revision", "version", "content_version", "status", "sector", "ownership", "created_at")
_DRAWN = ("id", "receipt", "revision", "version")
_TIMES = ("first_submitted_at", "registered_at", "imported")
_ADDED = ("supplement", "sections")


def initiative_view(initiative: Initiative, sight: Sight) -> dict[str, Any]:
    """What whoever has this sight of it sees."""
    content = initiative.content if sight.draft else initiative.public
    standing = initiative.standing
    view: dict[str, Any] = {name: getattr(initiative, name) for name in (*_OWN, *_TIMES, *_ADDED)}
    view["state"] = initiative.state.value
    view["verified_benefit_vnd"] = None if standing is None else standing.verified_benefit_vnd
    view |= _content_view(content, sight)
    view["showcase"] = _showcase_view(initiative)
    view["entered_by"] = initiative.entered_by if sight.people else None
    if sight.description:
        view["description"] = content.description
        view["receipt"] = initiative.receipt
    return view


def _showcase_view(initiative: Initiative) -> dict[str, Any] | None:
    showcase = initiative.showcase
    if showcase is None:
        return None
    now = shown(initiative)
    return {
        "proposed_at": showcase.proposed_at,
        "shown_since": None if now is None else now.since,
        "with_name": showcase.with_name,
    }


def unmade_view(initiative: Initiative) -> dict[str, Any]:
    """What it would say, without what is drawn when it is made."""
    view = initiative_view(initiative, WHOLE)
    return {name: value for name, value in view.items() if name not in _DRAWN}


def with_timeline(view: dict[str, Any], initiative: Initiative, language: str) -> dict[str, Any]:
    """The view of one, with what was done to it."""
    timeline = [_act_view(act, language) for act in initiative.acts]
    return {**view, "timeline": timeline, "earlier_lines": initiative.earlier_acts}


def version_view(initiative: Initiative, version: Version, sight: Sight) -> dict[str, Any]:
    """One submitted version, with its description."""
    return {
        "initiative_id": initiative.id,
        "content_version": version.content_version,
        "submitted_at": version.at,
        **_content_view(version.content, sight),
        "description": version.content.description,
    }


def named_author_view(author: Share, names: Mapping[UUID, str], tree: UnitTree) -> dict[str, Any]:
    """An author with the name of their card; whoever was erased has none."""
    unit = tree.get(author.home_unit)
    return {
        **_author_view(author),
        "name": names.get(author.id),
        "home_unit_name": None if unit is None else unit.name,
    }


def card_view(card: Card) -> dict[str, Any]:
    """A card, or the shell of an erased one."""
    shell = {
        "id": card.id,
        "revision": card.revision,
        "version": card.version,
        "erased": card.erased,
        "account": card.account,
    }
    return shell if card.data is None else {**card.data.model_dump(), **shell}


def _content_view(content: Content, sight: Sight) -> dict[str, Any]:
    view = {name: getattr(content, name) for name in _CONTENT}
    view["authors"] = [_author_view(author) for author in content.authors] if sight.people else None
    return view


def _author_view(author: Share) -> dict[str, Any]:
    return {"id": author.id, "share": author.share, "home_unit": author.home_unit}


def _act_view(act: Act, language: str) -> dict[str, Any]:
    reasons = [
        {"code": code, "text": REASONS[code].in_language(language) if code in REASONS else code} for code in act.reasons
    ]
    return {
        "kind": act.kind,
        "at": act.at,
        "content_version": act.content_version,
        "unit": act.unit,
        "reasons": reasons,
        "comment": act.comment,
        "supplement": act.supplement,
    }
