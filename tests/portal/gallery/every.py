"""The list. A new page, or a new state of one, is a line in its audience's module."""

from typing import Final

from tests.portal.gallery import admin, desk, leader, posting, proxy, public, worker
from tests.portal.gallery.shown import Shown

EVERY_PAGE: Final[tuple[Shown, ...]] = (
    *public.PAGES,
    *posting.PAGES,
    *worker.PAGES,
    *desk.PAGES,
    *leader.PAGES,
    *admin.PAGES,
    *proxy.PAGES,
)
