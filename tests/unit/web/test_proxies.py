"""Whom a request is from: what proxies say is believed of trusted ones alone."""

from typing import Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI, Request

from shared.web.proxies import Proxies, address_of, networks_of

TRUSTED = networks_of("10.0.0.0/8, fd00::/8 192.0.2.7/32")


async def told(peer: str, headers: list[tuple[str, str]], trusted: Any = TRUSTED) -> tuple[str, str]:
    """Address and scheme as the service sees them."""
    router = APIRouter()

    @router.get("/")
    async def who(request: Request) -> list[str]:
        return [address_of(request), request.url.scheme]

    app = FastAPI()
    app.include_router(router)
    app.add_middleware(Proxies, trusted=trusted)
    transport = httpx.ASGITransport(app, client=(peer, 4711))
    async with httpx.AsyncClient(transport=transport, base_url="http://service") as http:
        address, scheme = (await http.get("/", headers=headers)).json()
    return address, scheme


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "address"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.1.1.1", "198.51.100.1", "198.51.100.1"),
        ("10.1.1.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("10.1.1.1", "198.51.100.1, 203.0.113.9, 10.2.2.2", "203.0.113.9"),
        ("10.1.1.1", "10.3.3.3, 10.2.2.2", "10.3.3.3"),
        ("10.1.1.1", "198.51.100.1, unknown, 10.2.2.2", "10.2.2.2"),
        ("10.1.1.1", "198.51.100.1:4711", "198.51.100.1"),
        ("10.1.1.1", "[2001:db8:1:2:3::4]:4711", "2001:db8:1:2::/64"),
        ("10.1.1.1", "::ffff:198.51.100.1", "198.51.100.1"),
        ("fd00::1", "198.51.100.1", "198.51.100.1"),
        ("10.1.1.1", "", "10.1.1.1"),
        ("10.1.1.1", ", ,", "10.1.1.1"),
    ],
)
async def test_addresses_are_read_from_the_right_through_trusted_hops(
    peer: str, forwarded_for: str, address: str
) -> None:
    assert (await told(peer, [("X-Forwarded-For", forwarded_for)]))[0] == address


async def test_several_lines_of_a_header_are_one_list() -> None:
    lines = [("X-Forwarded-For", "198.51.100.1"), ("X-Forwarded-For", "203.0.113.9")]
    assert (await told("10.1.1.1", lines))[0] == "203.0.113.9"


@pytest.mark.parametrize(
    ("forwarded", "wanted"),
    [
        ("for=198.51.100.1;proto=https", ("198.51.100.1", "https")),
        ('For="[2001:db8:cafe::17]:4711"; Proto=HTTPS;by=10.1.1.1', ("2001:db8:cafe::/64", "https")),
        ('for=1.2.3.4, for="198.51.100.1:80";proto=https, for=10.2.2.2;proto=http', ("198.51.100.1", "https")),
        ('for="_hidden,name";proto=https', ("10.1.1.1", "https")),
        ('for="198.51.100.1', ("10.1.1.1", "http")),
        ('for="\\"' + '\\"' * 20_000 + ", for=198.51.100.1", ("198.51.100.1", "http")),
    ],
)
async def test_the_standard_header_is_read_when_the_older_one_is_not_there(
    forwarded: str, wanted: tuple[str, str]
) -> None:
    assert await told("10.1.1.1", [("Forwarded", forwarded)]) == wanted
    both = [("Forwarded", forwarded), ("X-Forwarded-For", "203.0.113.9")]
    assert (await told("10.1.1.1", both))[0] == "203.0.113.9"
    assert await told("203.0.113.9", [("Forwarded", forwarded)]) == ("203.0.113.9", "http")


@pytest.mark.parametrize(
    ("hops", "schemes", "scheme"),
    [
        ("198.51.100.1", "https", "https"),
        ("198.51.100.1, 10.2.2.2", "https", "https"),
        ("198.51.100.1, 10.2.2.2", "https, http", "https"),
        ("198.51.100.1, 203.0.113.9", "https, http", "http"),
        ("198.51.100.1", "gopher", "http"),
        ("", "https", "https"),
    ],
)
async def test_the_scheme_is_that_of_the_outermost_trusted_hop(hops: str, schemes: str, scheme: str) -> None:
    headers = [("X-Forwarded-For", hops), ("X-Forwarded-Proto", schemes)]
    assert (await told("10.1.1.1", headers))[1] == scheme
    assert (await told("203.0.113.9", headers))[1] == "http"


async def test_an_ipv6_network_counts_as_one_sender_and_an_ipv4_address_as_one() -> None:
    peers = ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1", "198.51.100.1", "198.51.100.2")
    assert len({(await told(peer, []))[0] for peer in peers}) == 4


@pytest.mark.parametrize("text", ["10.0.0.1/8", "0.0.0.0/0", "::/0", "proxy.example.vn"])
def test_a_network_that_is_none_or_holds_everybody_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        networks_of(text)


def test_no_network_is_trusted_unless_named() -> None:
    assert networks_of("") == networks_of(" , ") == ()
