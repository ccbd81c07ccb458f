"""Pages that anybody may look at."""

from portal.public import board, home

ROUTES = (home.router, board.router)
