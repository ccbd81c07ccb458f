"""Review's HTTP interface: queues, claims, decisions."""

from fastapi import APIRouter

from services.review.api import acts, case, claims, counts, many, own_data, queue, receipts

router = APIRouter(tags=["review"])
router.include_router(queue.router)
router.include_router(counts.router)
router.include_router(case.router)
router.include_router(claims.router)
router.include_router(acts.router)
router.include_router(many.router)
router.include_router(receipts.router)
router.include_router(own_data.router)
