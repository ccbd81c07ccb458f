"""The portal's metrics, declared once."""

from prometheus_client import Counter, Gauge

# What became of what pages asked of a service: answered, refused (a rule said no), away (nothing came in time, or 503),
# and of what was answered, what is none of its document's answers (unreadable).
UPSTREAM = Counter("sangkien_portal_upstream_total", "What services answered pages", ["service", "outcome"])

# Sign-ins that browsers came back from: done, refused (given up, too old, not confirmed), away (the issuer).
SIGN_INS = Counter("sangkien_portal_sign_ins_total", "What became of sign-ins", ["outcome"])

# Live boards that somebody looks at, by whether ranking is heard just now.
BOARDS = Gauge("sangkien_portal_boards", "Live boards that are followed", ["heard"])

# Browsers that listen to a live board.
LISTENERS = Gauge("sangkien_portal_listeners", "Browsers that listen to a live board")
