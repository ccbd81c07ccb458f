"""Pages of those who lead a unit."""

from portal.leader import appointments, dashboard, invitations, lagging, mails

ROUTES = (dashboard.router, lagging.router, mails.router, appointments.router, invitations.router)
