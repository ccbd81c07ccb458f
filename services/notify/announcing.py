"""Telling leaders of milestones, once the time in which others may join them is over."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from services.notify.domain.contacts import Leader
from services.notify.domain.messages import Message
from services.notify.domain.milestones import Milestone, letter_to, to_tell
from services.notify.store import Announcement, NotifyStore
from shared.units import Level, UnitTree

_log = structlog.get_logger(__name__)

AGAIN_AFTER = timedelta(minutes=5)
"""How often it is looked again whether a unit has leaders by now."""


async def announce(store: NotifyStore, now: datetime, wait: timedelta) -> int:
    """Decide on every milestone that is due; how many letters came of it.

    A unit without a known leader is looked at again for `wait`; after that the milestone stands without a letter.
    """
    tree = await store.tree()

    def decide(due: Sequence[Milestone], known: Sequence[Milestone], leaders: Sequence[Leader]) -> Announcement:
        chosen = {one.id for one in to_tell(due, known)}
        letters: list[Message] = []
        decided: list[Milestone] = []
        for milestone in due:
            try:
                mine = _leaders(leaders, milestone, tree) if milestone.id in chosen else []
                if milestone.id in chosen and not mine and now < milestone.reached_at + wait:
                    decided.append(replace(milestone, due_at=now + AGAIN_AFTER))
                    continue
                letters += _letters(milestone, mine, tree, now)
                decided.append(replace(milestone, told=bool(mine)))
            except Exception as error:  # noqa: BLE001 - one that cannot be told holds up no other
                _log.warning("milestone.put_off", milestone=str(milestone.id), error=repr(error)[:300])
                decided.append(replace(milestone, due_at=now + AGAIN_AFTER))
        return Announcement(tuple(decided), tuple(letters))

    return await store.announce(now, decide)


def _letters(milestone: Milestone, leaders: Sequence[Leader], tree: UnitTree, now: datetime) -> list[Message]:
    unit = tree.get(milestone.unit)
    level = unit.level if unit else Level.GRASSROOTS
    return [letter_to(milestone, leader.contact.id, level, now) for leader in leaders]


def _leaders(leaders: Sequence[Leader], milestone: Milestone, tree: UnitTree) -> list[Leader]:
    here = tree.resolve(milestone.unit)
    return [one for one in leaders if one.leads(here, milestone.programme, tree)]
