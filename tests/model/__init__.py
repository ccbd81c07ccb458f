"""Random histories of a programme, and what they must come to."""
