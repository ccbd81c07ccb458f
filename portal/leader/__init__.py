"""Pages of those who lead a unit."""

from portal.leader import appointments, dashboard

ROUTES = (dashboard.router, appointments.router)
