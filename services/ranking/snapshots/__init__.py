"""Frozen windows: what a board was at its deadline, signed and chained so that anyone can check it (design §4)."""
