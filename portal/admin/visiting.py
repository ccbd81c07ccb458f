"""Who administers: a visit of somebody with an administrator's grant; others are told which role it takes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.responses import HTMLResponse

from portal.domain.roles import units_of
from portal.signin.sessions import SignedIn
from portal.store import Session
from portal.upstream.apis import Apis, Visit
from portal.upstream.roles import held
from portal.web.errors import TakesRole, pages_of
from portal.web.forms import Form

ROLE = "admin"


@dataclass(frozen=True, slots=True)
class Administration:
    """One visit: who asks, and the units they administer in the order the services tell them."""

    request: Request
    session: Session
    visit: Visit
    apis: Apis
    units: Sequence[str]

    def words(self, text: str, **names: object) -> str:
        """A sentence in the visitor's language."""
        sentence = pages_of(self.request).words(self.request)(text)
        return sentence % names if names else sentence

    def page(
        self, template: str, form: Form | None = None, *, status: int | None = None, **context: Any
    ) -> HTMLResponse:
        """A page; one with a form that is not right says so by its status."""
        code = status or (200 if form is None or form.is_right else 422)
        shown = form or Form()
        return pages_of(self.request).page(
            self.request, f"admin/{template}", status=code, form=shown, own_units=self.units, **context
        )


async def administration(request: Request, session: Session) -> Administration:
    """The visit of a session; raises TakesRole for whoever administers nothing."""
    apis: Apis = request.app.state.apis
    visit = Visit.of(request, session)
    grants = (await apis.submission.me(visit))["grants"]
    units = units_of(grants, (ROLE,))
    if not units:
        raise TakesRole(ROLE, await held(apis, visit, grants))
    return Administration(request, session, visit, apis, units)


async def _administrator(request: Request, session: SignedIn) -> Administration:
    return await administration(request, session)


Administrator = Annotated[Administration, Depends(_administrator)]
"""Whoever administers a unit; visitors are led to the sign-in, others are told whom the page is for."""


def pairs(named: Iterable[Mapping[str, str]]) -> list[tuple[str, str]]:
    """Codes and names of a list of the reference, for a field to choose from."""
    return [(one["code"], one["name"]) for one in named]
