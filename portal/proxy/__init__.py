"""Pages of those who help others post: tổ hỗ trợ sáng kiến."""

from portal.proxy import adding, choosing, entering, home, initiatives, joining, people

ROUTES = (
    home.router,
    initiatives.router,
    choosing.router,
    entering.router,
    people.router,
    adding.router,
    joining.router,
)
