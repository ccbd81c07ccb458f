"""What a review case is and who may do what to it: pure, no clock, no store (design §3)."""
