"""The band leads where one's roles open something, and shows all of staff's while nobody has told them."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from portal.store import Session, Tokens
from portal.web.navigation import entries

DESK, TEAM, UNIT, ADMIN = "/ban-xet-duyet", "/to-ho-tro", "/don-vi-toi", "/quan-tri"
NOW = datetime(2026, 11, 26, tzinfo=UTC)


def session(*roles: str, is_staff: bool = True) -> Session:
    return Session("id", UUID(int=1), "x", "Lê Văn Cường", Tokens("a", "r", "i", NOW), NOW, is_staff, roles=roles)


@pytest.mark.parametrize(
    ("roles", "paths"),
    [
        (("reviewer",), [DESK, UNIT]),
        (("councillor",), [DESK]),
        (("proxy",), [TEAM]),
        (("leader",), [DESK, TEAM, UNIT]),
        (("admin",), [TEAM, UNIT, ADMIN]),
        (("proxy", "reviewer"), [DESK, TEAM, UNIT]),
        (("import",), []),
        ((), [DESK, TEAM, UNIT]),
    ],
)
def test_staff_are_led_where_their_roles_open_something(roles: tuple[str, ...], paths: list[str]) -> None:
    assert [path for path, _ in entries(session(*roles), str)] == ["/", "/cua-toi", *paths]


def test_workers_are_led_to_their_own() -> None:
    assert [path for path, _ in entries(session(is_staff=False), str)] == ["/", "/cua-toi"]
    assert [path for path, _ in entries(None, str)] == ["/", "/huong-dan"]
