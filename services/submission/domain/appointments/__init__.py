"""Who is appointed to what, by whom, in whose place and until when: pure rules, one aggregate a person (ADR 21)."""
