"""Pages that anybody may look at."""

from portal.public import board, ceremony, checks, home, programme, words

ROUTES = (home.router, programme.router, board.router, ceremony.router, checks.router, words.router)
