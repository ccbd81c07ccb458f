"""`make durability`: the whole stack under seeded faults, and an audit of everything it acknowledged."""
