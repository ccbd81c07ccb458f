"""What the submission service decides: pure, no I/O, no clock, no framework."""
