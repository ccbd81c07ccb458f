"""Pages that anybody may look at."""

from portal.public import board, checks, home, programme, words

ROUTES = (home.router, programme.router, board.router, checks.router, words.router)
