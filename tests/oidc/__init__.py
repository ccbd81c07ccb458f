"""`make test-oidc`: the services with a real Keycloak."""
