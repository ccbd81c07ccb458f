"""What of an initiative goes with an author who had themselves erased (ADR 20)."""

from dataclasses import replace
from uuid import UUID

from services.submission.domain.content import Content
from services.submission.domain.initiative import Initiative


def is_theirs_alone(initiative: Initiative, person: UUID) -> bool:
    """Whether nobody else is an author of it, as it was submitted or as it is worked on."""
    return {*initiative.public.author_ids, *initiative.content.author_ids} == {person}


def forgotten(initiative: Initiative, person: UUID) -> Initiative:
    """Without the texts that were theirs alone, and out of the showcase that they agreed to; itself when nothing goes.

    The public face is on the log and stays: it is what counts are made of, and says nothing of who it was.
    """
    if initiative.showcase is not None and initiative.public.authors[0].id == person:
        initiative = replace(initiative, showcase=None)
    if not is_theirs_alone(initiative, person) or not _has_texts(initiative):
        return initiative
    versions = tuple(replace(version, content=_untold(version.content)) for version in initiative.versions)
    return replace(initiative, content=_untold(initiative.content), versions=versions)


def _has_texts(initiative: Initiative) -> bool:
    contents = (initiative.content, *(version.content for version in initiative.versions))
    return any(content.description is not None for content in contents)


def _untold(content: Content) -> Content:
    return replace(content, description=None)
