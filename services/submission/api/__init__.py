"""Submission over HTTP: parse, call the domain, store, answer."""

from services.submission.api import acts, initiatives, me, people, programmes, targets, tree_changes, units

ROUTES = (
    initiatives.router,
    acts.router,
    people.router,
    tree_changes.router,
    units.router,
    programmes.router,
    targets.router,
    me.router,
)
