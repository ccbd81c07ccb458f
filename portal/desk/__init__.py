"""Pages of those who decide."""

from portal.desk import case, deciding, many, queue, revoking

ROUTES = (queue.router, many.router, case.router, deciding.router, revoking.router)
