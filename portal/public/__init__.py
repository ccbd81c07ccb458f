"""Pages that anybody may look at."""

from portal.public import board, ceremony, checks, home, poster, programme, showcase, words

ROUTES = (
    home.router,
    programme.router,
    board.router,
    ceremony.router,
    poster.router,
    showcase.router,
    checks.router,
    words.router,
)
