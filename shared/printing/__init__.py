"""Pages on paper. What sets type runs in processes of its own, which may be killed (`typesetting`, `press`)."""
