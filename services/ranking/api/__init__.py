"""What everyone who looks at a board asks for."""

from fastapi import APIRouter

from services.ranking.api import boards, contributions, days, export, fresh, live, policies, snapshots, standings

router = APIRouter()
for part in (boards, export, fresh, live, standings, days, contributions, policies, snapshots):
    router.include_router(part.router)
