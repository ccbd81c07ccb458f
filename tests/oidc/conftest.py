"""A real Keycloak first, then the services and the portal that trust it."""

from collections.abc import Iterator

import pytest

from deploy.local.keycloak import Keycloak
from deploy.local.ports import HOST, Ports, free_ports
from deploy.local.processes import Room
from deploy.local.secrets import portal_secrets
from deploy.local.stack import JARS, Stack
from tests.oidc.realm import Realm

System = tuple[Stack, Realm]


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    state = tmp_path_factory.mktemp("oidc")
    ports = Ports.free()
    (port,) = free_ports(1)
    portal = {
        "PORTAL_CLIENT_SECRET": portal_secrets(state)["PORTAL_CLIENT_SECRET"],
        "PORTAL_PUBLIC_URL": f"http://{HOST}:{ports.portal}",
    }
    keycloak = Keycloak(Room(state / "keycloak", state / "keycloak" / "logs"), port, JARS, portal)
    env = {"": {"SANGKIEN_ISSUER": keycloak.issuer}}
    services = ("submission", "review", "ranking", "notify")
    stack = Stack(ports=ports, state=state, services=services, env=env, portal=True)
    keycloak.start()
    try:
        realm = Realm(keycloak)
        realm.set()
        with stack:
            yield stack, realm
    finally:
        keycloak.stop()
