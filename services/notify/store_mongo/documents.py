"""How notify's things lie in MongoDB documents, and back."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from services.notify.domain.absorb import NamedProgramme
from services.notify.domain.contacts import Contact
from services.notify.domain.initiative import Initiative
from services.notify.domain.messages import About, Message, MessageState, Resend, Template
from services.notify.domain.milestones import Milestone
from shared.addresses import mailable
from shared.events.decisions import Standing
from shared.events.submissions import SubmissionData
from shared.mongo import Document


def of_initiative(initiative: Initiative) -> Document:
    """Face and standing as their events carried them."""
    return {
        "_id": initiative.id,
        "face": initiative.face.model_dump(mode="json") if initiative.face else None,
        "standing": initiative.standing.model_dump(mode="json") if initiative.standing else None,
        "standing_version": initiative.standing_version,
        "standing_at": initiative.standing_at,
    }


def to_initiative(document: Document) -> Initiative:
    """The initiative of a document."""
    face, standing = document["face"], document["standing"]
    return Initiative(
        id=document["_id"],
        face=SubmissionData.model_validate(face) if face else None,
        standing=Standing.model_validate(standing) if standing else None,
        standing_version=document["standing_version"],
        standing_at=document["standing_at"],
    )


def of_message(message: Message) -> Document:
    """Every field by its name; the decision as JSON, since dates without a time have no type of their own."""
    document: dict[str, Any] = {
        name: getattr(message, name) for name in Message.__slots__ if name not in ("id", "about", "resends")
    }
    return {
        "_id": message.id,
        **document,
        "template": message.template.value,
        "state": message.state.value,
        "about": message.about.model_dump(mode="json"),
        "resends": [asdict(resend) for resend in message.resends],
    }


def to_message(document: Document) -> Message:
    """The message of a document."""
    fields = {name: document.get(name) for name in Message.__slots__ if name != "id"}
    return Message(
        **{
            **fields,
            "id": document["_id"],
            "template": Template(document["template"]),
            "state": MessageState(document["state"]),
            "about": About.model_validate(document["about"]),
            "resends": tuple(Resend(**resend) for resend in document["resends"]),
        },
    )


def of_contact(contact: Contact) -> Document:
    """The whole contact."""
    fields = asdict(contact)
    return {"_id": fields.pop("id"), **fields}


def to_contact(document: Document | None, person_id: UUID) -> Contact:
    """The contact of a document; an empty one without a document."""
    if document is None:
        return Contact(person_id)
    names = ("version", "name", "email", "language", "erased")
    known = {name: document[name] for name in names if name in document}
    if address := known.get("email"):
        known["email"] = mailable(address)  # kept before addresses were looked at
    return Contact(id=document["_id"], **known, leads=tuple(document.get("leads", ())))


def of_programme(programme: NamedProgramme) -> Document:
    """The whole programme, as far as notify knows it."""
    return {"_id": programme.id, "name": programme.name, "version": programme.version, "blind": programme.blind}


def to_programme(document: Document) -> NamedProgramme:
    """The programme of a document."""
    return NamedProgramme(document["_id"], document["name"], document["version"], document.get("blind", False))


def of_milestone(milestone: Milestone) -> Document:
    """The whole milestone."""
    fields = asdict(milestone)
    return {"_id": fields.pop("id"), **fields}


def to_milestone(document: Document) -> Milestone:
    """The milestone of a document."""
    return Milestone(id=document["_id"], **{name: value for name, value in document.items() if name != "_id"})
