"""One-line bugs in ranking's arithmetic: each must fail its tests, or the tests prove nothing."""
