"""Pages of administrators."""

from typing import Final

from fastapi import APIRouter

from portal.admin import (
    changing,
    health,
    letters,
    mails,
    overview,
    plans,
    policy,
    programme,
    programmes,
    snapshots,
    target_file,
    targets,
    unit,
    units,
)

_TREE = (units, unit, changing, plans)
_PROGRAMMES = (programmes, programme, policy, targets, target_file, snapshots)
_OPERATIONS = (letters, mails, health)
ROUTES: Final[tuple[APIRouter, ...]] = tuple(module.router for module in (overview, *_TREE, *_PROGRAMMES, *_OPERATIONS))
