"""Pages of those who post."""

from portal.worker import (
    adding,
    card,
    choosing,
    coauthors,
    correcting,
    form,
    invited,
    mine,
    moving,
    outbox,
    papers,
    receipts,
    withdrawing,
)

ROUTES = (
    choosing.router,
    form.router,
    outbox.router,
    mine.router,
    correcting.router,
    moving.router,
    withdrawing.router,
    adding.router,
    coauthors.router,
    invited.router,
    papers.router,
    card.router,
    receipts.router,
)
