"""Pages of those who post."""

from portal.worker import form, mine

ROUTES = (form.router, mine.router)
