"""`make test`: the checks and every tier of tests, some beside each other."""
