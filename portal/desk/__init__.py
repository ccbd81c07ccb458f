"""Pages of those who decide."""

from portal.desk import case, queue

ROUTES = (queue.router, case.router)
