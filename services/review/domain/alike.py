"""Whether a newer event of an initiative shows its reviewers what the one before showed."""

from collections import Counter
from uuid import UUID

from shared.events.submissions import SubmissionData

_NOT_SEEN = {"version", "authors", "entered_by", "confirmed_by", "imported_by", "receipt"}


def says_the_same(before: SubmissionData, after: SubmissionData) -> bool:
    """Whether `after` only puts ids of accounts in place of the cards that stood for them, or adds a receipt.

    Who stood on a card and on the account as well has both shares now, at one of the two home units.
    """
    if before.model_dump(exclude=_NOT_SEEN) != after.model_dump(exclude=_NOT_SEEN):
        return False
    account_of = {author.formerly: author.id for author in after.authors if author.formerly is not None}
    shares: Counter[UUID] = Counter()
    homes: set[tuple[UUID, str]] = set()
    for author in before.authors:
        id_ = account_of.get(author.id, author.id)
        shares[id_] += author.share
        homes.add((id_, author.home_unit))
    parts = {author.id: author.share for author in after.authors}
    return shares == parts and {(author.id, author.home_unit) for author in after.authors} <= homes
