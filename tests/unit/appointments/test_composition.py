"""Every service joins appointments: whoever makes them as of now, the others as they hear of them."""

import importlib
import os

import pytest

from shared.appointments.joining import Joining
from shared.appointments.reading import group_of
from shared.events import SERVICES
from shared.events.appointments import APPOINTMENTS


@pytest.mark.parametrize("service", SERVICES)
def test_each_service_keeps_appointments_and_joins_them(service: str) -> None:
    os.environ.setdefault("SANGKIEN_LOCAL", "1")
    os.environ.setdefault("SANGKIEN_ISSUER", "http://127.0.0.1:8080")
    app = importlib.import_module(f"services.{service}.app").app
    assert isinstance(app.state.joining, Joining)
    assert app.state.service.appointments.own is (service == "submission")
    heard = [consumer for consumer in app.state.lifecycle.consumers if APPOINTMENTS in consumer.topics]
    groups = [] if service == "submission" else [group_of(service)]
    assert [consumer.group for consumer in heard] == groups
    assert all(consumer.topics == (APPOINTMENTS,) for consumer in heard), "nothing else holds them up"
