"""Who sent a request, and over which scheme, when proxies stand in front of the service.

What a request says of itself is believed of trusted proxies alone: `X-Forwarded-For` (or `Forwarded`, RFC 7239, when
that is not there) is read from the right, where the nearest proxy wrote, through trusted addresses to the first other
one. Whatever stands left of it may have been made up.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

SCHEMES: Final = ("http", "https")
IPV6_PREFIX: Final = 64
"""One household or firm has all addresses of such a network, so they count as one."""

LONGEST: Final = 2_000
"""Characters of `Forwarded` that are looked at, from the right: what proxies write fits in."""

_PORT = re.compile(r"\[([^\]]*)\](?::\d{1,5})?|([\d.]+):\d{1,5}")
_PAIR = re.compile(r'\s*([A-Za-z]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s;,"]*)\s*')


def networks_of(text: str) -> tuple[Network, ...]:
    """Networks in CIDR, parted by commas or blanks; ValueError for what is none, and for one that everybody is in."""
    networks = tuple(ip_network(part) for part in re.split(r"[\s,]+", text.strip()) if part)
    for network in networks:
        if network.prefixlen == 0:
            raise ValueError(f"{network} would let anybody say who they are")
    return networks


def address_of(request: HTTPConnection) -> str:
    """Whom limits by address count: the sender's address, of IPv6 its network."""
    host = request.client.host if request.client else ""
    address = _address(host)
    if isinstance(address, IPv6Address):
        return str(ip_network((int(address), IPV6_PREFIX), strict=False))
    return host if address is None else str(address)


@dataclass(frozen=True, slots=True)
class Hop:
    """What one proxy wrote about whom it had the request from."""

    address: Address | None
    scheme: str | None


class Proxies:
    """ASGI middleware: puts the sender's address and scheme in the place of the nearest proxy's."""

    def __init__(self, app: ASGIApp, trusted: Sequence[Network]) -> None:
        self._app = app
        self._trusted = tuple(trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on as its sender sent it."""
        peer = _address(scope["client"][0]) if scope["type"] == "http" and scope.get("client") else None
        if peer is not None and self._trusts(peer):
            address, scheme = self._sender(peer, _hops(Headers(scope=scope)))
            scope["client"] = (str(address), 0)
            scope["scheme"] = scheme or scope["scheme"]
        await self._app(scope, receive, send)

    def _trusts(self, address: Address) -> bool:
        return any(address in network for network in self._trusted)

    def _sender(self, peer: Address, hops: Sequence[Hop]) -> tuple[Address, str | None]:
        address, scheme = peer, None
        for hop in reversed(hops):
            if not self._trusts(address):
                break
            scheme = hop.scheme or scheme
            if hop.address is None:
                break
            address = hop.address
        return address, scheme


def _hops(headers: Headers) -> list[Hop]:
    """The hops from the farthest to the nearest."""
    addresses = _listed(headers, "x-forwarded-for") or [""]
    if addresses == [""] and "forwarded" in headers:
        return list(_forwarded(",".join(headers.getlist("forwarded"))[-LONGEST:]))
    schemes = [value.lower() for value in _listed(headers, "x-forwarded-proto")]
    known = [scheme if scheme in SCHEMES else None for scheme in schemes]
    if len(known) != len(addresses):
        # Said once: by the nearest proxy, of the address that the request came to the outermost one from.
        known = [known[-1] if known else None] * len(addresses)
    return [Hop(_address(address), scheme) for address, scheme in zip(addresses, known, strict=True)]


def _listed(headers: Headers, name: str) -> list[str]:
    return [part.strip() for part in ",".join(headers.getlist(name)).split(",") if part.strip()]


def _forwarded(value: str) -> Iterator[Hop]:
    for element in re.findall(r'(?:"(?:[^"\\]|\\.)*"|[^,"])+', value):
        pairs = {name.lower(): text.strip('"').lower() for name, text in _PAIR.findall(element)}
        scheme = pairs.get("proto")
        yield Hop(_address(pairs.get("for", "")), scheme if scheme in SCHEMES else None)


def _address(text: str) -> Address | None:
    """The address in a hop, without its port; None for what is none (`unknown`, a made-up name)."""
    port = _PORT.fullmatch(text)
    plain = (port.group(1) or port.group(2) or "") if port else text
    try:
        address = ip_address(plain.partition("%")[0])
    except ValueError:
        return None
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address
