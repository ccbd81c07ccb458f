"""Every page of the portal in every state it has, with answers of the services that lead to it."""
