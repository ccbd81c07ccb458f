"""Cases, units and programmes as documents, and back."""

from dataclasses import asdict

from pydantic import TypeAdapter

from services.review.domain.case import Case
from services.review.domain.programme import ProgrammeRules
from services.review.queues import NEVER, Sort, sort_key
from services.review.words import words_of
from shared.mongo import Document

_CASE = TypeAdapter(Case)
_RULES = TypeAdapter(ProgrammeRules)


def case_document(case: Case) -> Document:
    """The state of a case, without `_id`, `revision` and `outbox`; what queries look at stands beside it."""
    document: Document = _CASE.dump_python(case, mode="json", exclude={"id", "revision"})
    if case.claim is not None:
        document["claim"]["until"] = case.claim.until
    if case.face.receipt is not None:
        document["receipt"] = case.face.receipt
    return {
        **document,
        "since": case.since,
        "last_event_at": case.last_event_at,
        "due_at": case.due_at,
        "order_at": case.due_at or NEVER,
        **searched_fields(case),
        "status": case.status.value,
        "with_authors": bool(case.missing_sections),
        "programme": case.face.programme,
    }


def searched_fields(case: Case) -> Document:
    """What only searches and orders look at."""
    words = words_of(case.face.title, case.face.summary)
    return {"benefit": sort_key(case, Sort.BENEFIT), "kind": case.face.kind, "words": words}


def case_of(document: Document) -> Case:
    """The case a document keeps."""
    return _CASE.validate_python({**document, "id": document["_id"]})


def programme_document(rules: ProgrammeRules) -> Document:
    """A programme's rules under its id."""
    sections = [{**asdict(section), "needed_before": section.needed_before.value} for section in rules.sections]
    return {"_id": rules.programme, **asdict(rules), "sections": sections}


def programme_of(document: Document) -> ProgrammeRules:
    """The rules a document keeps."""
    return _RULES.validate_python(document)
