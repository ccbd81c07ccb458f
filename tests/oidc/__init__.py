"""`make test-oidc`: the services, and the portal in a browser, with a real Keycloak."""
