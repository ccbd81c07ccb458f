"""Every Prometheus metric of the shared runtime, declared once; a service's own stand beside its domain."""

from prometheus_client import Counter, Gauge, Histogram

# Requests answered, by route template (never the raw path, which holds ids) and status.
HTTP_REQUESTS = Counter("sangkien_http_requests_total", "HTTP requests answered", ["method", "route", "status"])

# How long an answer took; the streams of live boards are left out.
HTTP_SECONDS = Histogram(
    "sangkien_http_request_seconds",
    "Time to answer an HTTP request",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)

# Documents with events that wait for the relay; grows while Kafka is away.
OUTBOX_WAITING = Gauge("sangkien_outbox_waiting", "Documents whose events wait to be published", ["collection"])

# Age of the oldest waiting event; the figure to alert on.
OUTBOX_AGE = Gauge("sangkien_outbox_oldest_seconds", "Age of the oldest event that waits", ["collection"])

# Records between what a group has read and the end of its partitions (end - position).
CONSUMER_LAG = Gauge("sangkien_consumer_lag_records", "Records not read yet", ["group"])

# Seconds since the consume loop last turned; empty polls count as turns.
CONSUMER_BEAT_AGE = Gauge("sangkien_consumer_beat_seconds", "Seconds since the consume loop turned", ["group"])

# Records this service set aside that nobody has replayed or discarded yet; every process of a service shows the same.
DEAD_LETTERS_WAITING = Gauge("sangkien_dead_letters_waiting", "Dead letters that wait for somebody to decide")

# Runs of jobs by the clock, by outcome.
JOB_RUNS = Counter("sangkien_job_runs_total", "Runs of a job", ["name", "outcome"])

# 1 when this process is ready, 0 when not.
READY = Gauge("sangkien_ready", "Whether the process is ready", ["part"])

# What caches hold in memory; each has a bound of its own.
KEPT = Gauge("sangkien_kept_entries", "Entries kept in memory", ["name"])
