"""What the seam measures: each name is declared here, once."""

from prometheus_client import Counter, Histogram

PUBLISHED = Counter(
    "sangkien_relay_published", "Events acknowledged by the broker and pulled from the outbox.", ["topic"]
)
RELAY_FAILURES = Counter(
    "sangkien_relay_failures", "Turns of a relay that ended in an error and are tried again.", ["topic"]
)
APPLIED = Counter("sangkien_reader_applied", "Records whose effects are committed.", ["group"])
SET_ASIDE = Counter("sangkien_reader_set_aside", "Records sent to the dead letters.", ["group"])
RETRIES = Counter("sangkien_reader_retries", "Attempts at a batch that failed and are tried again in place.", ["group"])
BATCH_SECONDS = Histogram(
    "sangkien_reader_batch_seconds", "From a batch's arrival to its commit, tries included.", ["group"]
)
