"""Submission over HTTP: parse, call the domain, store, answer."""

from services.submission.api import acts, cards, initiatives, me, own_card, programmes, targets, tree_changes, units

ROUTES = (
    initiatives.router,
    acts.router,
    own_card.router,
    cards.router,
    tree_changes.router,
    units.router,
    programmes.router,
    targets.router,
    me.router,
)
