"""The portal's two cookies: the session's, and one that binds a sign-in to the browser it began in."""

import secrets
from hashlib import sha256
from http.cookies import CookieError, SimpleCookie
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response

SESSION: Final = "__Host-sk"
LOGIN: Final = "__Host-sk-login"
BITS: Final = 256
YEAR: Final = 365 * 86_400
"""What a session's cookie lives: how long the session itself may lie unused, the store knows."""
MOST_LOGINS: Final = 4
"""Sign-ins that one browser may have begun at once, a tab each."""


def new_secret() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(BITS // 8)


def digest(secret: str) -> str:
    """What is kept of a secret: a copy of the store opens no session."""
    return sha256(secret.encode()).hexdigest()


def read(headers: Headers, name: str) -> str | None:
    """A cookie's value; None when there is none, or several of the name: then somebody planted one."""
    values: list[str] = []
    for line in headers.getlist("cookie"):
        try:
            values += [part.split("=", 1)[1] for part in line.split("; ") if part.startswith(f"{name}=")]
            SimpleCookie(line)
        except CookieError:
            continue
    return values[0] if len(values) == 1 and values[0] else None


def logins(headers: Headers) -> list[str]:
    """The states of the sign-ins this browser has begun, the last one last."""
    return [state for state in (read(headers, LOGIN) or "").split(".") if state][-MOST_LOGINS:]


def put_logins(response: Response, states: list[str], seconds: int) -> None:
    """Have the browser remember these sign-ins, and no others."""
    if states:
        put(response, LOGIN, ".".join(states[-MOST_LOGINS:]), seconds)
    else:
        drop(response, LOGIN)


def put(response: Response, name: str, value: str, seconds: int) -> None:
    """Set a cookie that scripts do not see and other sites do not send with a form."""
    response.set_cookie(name, value, max_age=seconds, path="/", secure=True, httponly=True, samesite="lax")


def drop(response: Response, name: str) -> None:
    """Have the browser forget a cookie."""
    response.delete_cookie(name, path="/", secure=True, httponly=True, samesite="lax")
