"""What the four services share: the contract (events, units, access, refusals) and the seams around it."""
