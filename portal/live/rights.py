"""Whether a board may still be looked at, and with which token: asked of ranking, and of the store for a session."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from portal.signin.discovery import IssuerAway
from portal.signin.sessions import Keeper
from portal.store import Session
from portal.upstream.apis import Apis, Visit
from portal.upstream.problems import Away, Refused


class Rights:
    """One board's: everybody's while it is public, else those of one session."""

    def __init__(
        self, keeper: Keeper, apis: Apis, session: Session | None, programme: str, query: Mapping[str, Any]
    ) -> None:
        self._keeper, self._apis = keeper, apis
        self._session_id = None if session is None else session.id
        self._visit = Visit() if session is None else Visit(token=session.tokens.access)
        self._programme, self._query = programme, query

    async def ask(self) -> Visit | None:
        """For whom ranking is asked from now on; None when they may not see the board, or signed out.

        Nothing is taken from anybody because a service, or the issuer, is away.
        """
        try:
            visit = await self._present()
            if visit is None:
                return None
            await self._apis.ranking.board(visit, self._programme, **self._query, limit=1)
        except Refused:
            return None
        except (Away, IssuerAway):
            return self._visit
        self._visit = visit
        return visit

    async def _present(self) -> Visit | None:
        """With a token that is still good."""
        if self._session_id is None:
            return self._visit
        session = await self._keeper.alive(self._session_id)
        if session is None:
            return None
        if not session.tokens.access:  # it ended while the issuer is away
            raise IssuerAway
        return replace(self._visit, token=session.tokens.access)
