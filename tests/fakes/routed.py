"""An application with a service's routes, for tests that want one each: the routes themselves are made once."""

from fastapi import APIRouter, FastAPI
from starlette.routing import BaseRoute

_compiled: dict[tuple[int, ...], tuple[tuple[APIRouter, ...], list[BaseRoute]]] = {}
"""By the routers' identities, with the routers, so that no other comes to have one of these."""


def routed(*routers: APIRouter) -> FastAPI:
    """A fresh application, without state or middleware; what its routes were compiled to it shares with others.

    Compiling a service's routes takes longer than most tests ask of them. Nothing may override their dependencies.
    """
    key = tuple(map(id, routers))
    if key not in _compiled:
        first = FastAPI()
        own = len(first.router.routes)
        for router in routers:
            first.include_router(router)
        _compiled[key] = (routers, first.router.routes[own:])
    app = FastAPI()
    app.router.routes.extend(_compiled[key][1])
    return app
