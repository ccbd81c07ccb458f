"""What everyone who looks at a board asks for."""

from fastapi import APIRouter

from services.ranking.api import boards, contributions, export, live, snapshots, standings

router = APIRouter()
for part in (boards, export, live, standings, contributions, snapshots):
    router.include_router(part.router)
