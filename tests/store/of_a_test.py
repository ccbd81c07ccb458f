"""What a test itself asks of a store bears this comment: it may look at everything, which no query of a service may."""

OF_A_TEST = "of a test"
