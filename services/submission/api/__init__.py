"""Submission over HTTP: parse, call the domain, store, answer."""

from services.submission.api import (
    acts,
    appointment_list,
    appointments,
    cards,
    forms,
    initiatives,
    me,
    own_card,
    programmes,
    reading,
    supplements,
    target_list,
    targets,
    tree_changes,
    units,
)

ROUTES = (
    initiatives.router,
    reading.router,
    acts.router,
    supplements.router,
    own_card.router,
    cards.router,
    tree_changes.router,
    appointments.router,
    appointment_list.router,
    units.router,
    programmes.router,
    forms.router,
    targets.router,
    target_list.router,
    me.router,
)
