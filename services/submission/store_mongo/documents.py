"""Between aggregates and MongoDB documents."""

from datetime import date
from typing import Any
from uuid import UUID

from services.submission.domain.authors import Card
from services.submission.domain.content import Content, Share
from services.submission.domain.initiative import Act, Actor, Initiative, Join, OwnState, Showcase, Version
from services.submission.domain.showcase import shown
from shared.access import Grant, Role, Source
from shared.events.authors import AuthorData
from shared.events.decisions import Standing
from shared.events.submissions import Attachment
from shared.mongo import Document
from shared.text import folded, same_key
from shared.web.idempotency import FirstAnswer, shortened

_PLAIN = ("entered_by", "created_at", "sector", "ownership", "content_version", "first_submitted_at", "registered_at")
_FORGOTTEN = {"first": None, "likeness": None}
SPELLING = 2
"""The version of `folded` and `same_key`; raised when either of them changes, so that documents are renewed."""
_COUNTED = ("imported", "decision_version", "version", "last_event_at")
_SINCE_RECEIPTS = ("receipt", "supplement", "confirmed_by", "imported_by", "late")


def initiative_document(initiative: Initiative) -> Document:
    """The state to write; `people`, `unit`, `status`, `programme`, `shown_since`, `folded` are to be found by."""
    public = initiative.public
    return {
        **{name: getattr(initiative, name) for name in (*_PLAIN, *_COUNTED, *_SINCE_RECEIPTS)},
        "sections": list(initiative.sections),
        "joins": [{name: getattr(one, name) for name in Join.__slots__} for one in initiative.joins],
        "attachments": [attachment.model_dump() for attachment in initiative.attachments],
        "state": initiative.state.value,
        "content": _content_document(initiative.content),
        "versions": [_version_document(version, initiative.content) for version in initiative.versions],
        "acts": [_act_document(act) for act in initiative.acts],
        "earlier_acts": initiative.earlier_acts,
        "standing": None if initiative.standing is None else initiative.standing.model_dump(mode="json"),
        "showcase": None if initiative.showcase is None else _showcase_document(initiative.showcase),
        "shown_since": None if (now := shown(initiative)) is None else now.since,
        "people": list(initiative.people),
        "unit": public.unit,
        "programme": public.programme,
        "status": initiative.status,
        **initiative_spelling(initiative),
    }


def initiative_spelling(initiative: Initiative) -> Document:
    """What it is searched by."""
    public = initiative.public
    return {"folded": folded(f"{public.title} {public.summary}"), "spelling": SPELLING}


def initiative_of(doc: Document) -> Initiative:
    """The aggregate that was written."""
    content = _content_of(doc["content"])
    return Initiative(
        id=doc["_id"],
        **{name: doc[name] for name in (*_PLAIN, *_COUNTED)},
        **{name: doc[name] for name in _SINCE_RECEIPTS if name in doc},
        sections=tuple(doc.get("sections", ())),
        joins=tuple(Join(**one) for one in doc.get("joins", ())),
        attachments=tuple(Attachment(**attachment) for attachment in doc.get("attachments", ())),
        revision=doc["revision"],
        state=OwnState(doc["state"]),
        content=content,
        versions=tuple(_version_of(version, content) for version in doc["versions"]),
        acts=tuple(_act_of(act) for act in doc["acts"]),
        earlier_acts=doc.get("earlier_acts", 0),
        showcase=Showcase(**doc["showcase"]) if doc.get("showcase") else None,
        standing=None if doc["standing"] is None else Standing.model_validate(doc["standing"]),
    )


def _showcase_document(showcase: Showcase) -> Document:
    return {name: getattr(showcase, name) for name in Showcase.__slots__}


def card_document(card: Card) -> Document:
    """The state to write. Of an erased card its versions stay, and of the request that made it a part of its hash."""
    shell: Document = {
        "account": card.account,
        "created_at": card.created_at,
        "version": card.version,
        "last_event_at": card.last_event_at,
        "linked_to": card.linked_to,
        "erased": card.erased,
        "token_leads": None if card.token_leads is None else list(card.token_leads),
    }
    if card.data is None:
        return {**shell, "data": None, **card_spelling(card), "email": None, **_FORGOTTEN}
    data = card.data
    return {
        **shell,
        "data": {**data.model_dump(exclude={"version", "id"}), "leads": list(data.leads)},
        **card_spelling(card),
        "email": data.email.casefold() if data.email and not card.account else None,
    }


def card_spelling(card: Card) -> Document:
    """What it is searched by, and what no other card of its unit may have; nothing of an erased one."""
    if card.data is None:
        return {"folded": None, "number_key": None, "spelling": SPELLING}
    number = card.data.member_number
    return {
        "folded": folded(f"{card.data.name} {number or ''}"),
        "number_key": None if number is None else same_key(number),
        "spelling": SPELLING,
    }


def card_of(doc: Document) -> Card:
    """The card that was written."""
    data = doc["data"]
    return Card(
        id=doc["_id"],
        data=None if data is None else AuthorData(**data, id=doc["_id"], version=doc["version"]),
        account=doc["account"],
        created_at=doc["created_at"],
        version=doc["version"],
        revision=doc["revision"],
        last_event_at=doc["last_event_at"],
        linked_to=doc["linked_to"],
        token_leads=None if doc.get("token_leads") is None else tuple(doc["token_leads"]),
    )


def first_document(first: FirstAnswer) -> Document:
    """The first answer, kept when the caller gave an Idempotency-Key."""
    if first.request_hash is None:
        return {}
    part = shortened(first.request_hash)
    return {"first": {"hash": first.request_hash, "body": first.body}, "request_part": part}


def first_of(doc: Document) -> FirstAnswer:
    """What was answered first; nothing when no key was given then."""
    first = doc.get("first") or {}
    return FirstAnswer(first.get("hash") or doc.get("request_part"), first.get("body", b""))


def _content_document(content: Content) -> Document:
    day = content.first_applied_on
    return {
        **{name: getattr(content, name) for name in Content.__slots__},
        "first_applied_on": None if day is None else day.isoformat(),
        "authors": [{name: getattr(author, name) for name in Share.__slots__} for author in content.authors],
    }


def _content_of(doc: Document) -> Content:
    day = doc["first_applied_on"]
    authors = tuple(Share(**author) for author in doc["authors"])
    return Content(**{**doc, "first_applied_on": None if day is None else date.fromisoformat(day), "authors": authors})


def _version_document(version: Version, working: Content) -> Document:
    """The last version usually is what the authors have before them: it is not written twice."""
    content = None if version.content == working else _content_document(version.content)
    return {"content_version": version.content_version, "at": version.at, "content": content}


def _version_of(doc: Document, working: Content) -> Version:
    content = working if doc["content"] is None else _content_of(doc["content"])
    return Version(doc["content_version"], doc["at"], content)


def _act_document(act: Act) -> Document:
    doc: dict[str, Any] = {
        name: value
        for name in Act.__slots__
        if name not in ("by", "reasons") and (value := getattr(act, name)) is not None
    }
    if act.reasons:
        doc["reasons"] = list(act.reasons)
    if act.by is not None:
        doc["by"] = actor_document(act.by)
    return doc


def _act_of(doc: Document) -> Act:
    by = doc.get("by")
    return Act(**{**doc, "by": None if by is None else actor_of(by), "reasons": tuple(doc.get("reasons", ()))})


def actor_document(actor: Actor) -> Document:
    """Who acted, and by which right."""
    by: Document = {"person_id": actor.person_id}
    return by if actor.grant is None else {**by, "grant": grant_document(actor.grant)}


def actor_of(doc: Document) -> Actor:
    """Who it was."""
    person: UUID = doc["person_id"]
    grant = doc.get("grant")
    return Actor(person, None if grant is None else grant_of(grant))


def grant_document(grant: Grant) -> Document:
    """By which right somebody acted: for one by appointment, which one, and in whose place."""
    doc: Document = {"role": grant.role.value, "unit": grant.unit}
    if grant.programme is not None:
        doc["programme"] = grant.programme
    if grant.source is not None:
        doc |= {"appointment": grant.source.id, "until": grant.source.until, "deputy_for": grant.source.deputy_for}
    return doc


def grant_of(doc: Document) -> Grant:
    """The grant that was written, by whatever version."""
    source = None
    if "appointment" in doc:
        source = Source(doc["appointment"], doc.get("until"), doc.get("deputy_for"))
    return Grant(Role(doc["role"]), doc["unit"], doc.get("programme"), source)
