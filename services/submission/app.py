"""The submission service: composed here, and nothing else."""

from services.submission import api, handlers, jobs
from services.submission.settings import SubmissionSettings, serving
from services.submission.store_mongo import INDEXES, OUTBOXES, MongoStore
from shared.runtime.service import build_service

settings = serving(SubmissionSettings())
app = build_service(
    settings,
    open_store=MongoStore,
    routes=api.ROUTES,
    consumers=[handlers.consumer],
    jobs=[jobs.tree_changes, jobs.links, jobs.paths, jobs.appointments, jobs.spelling, jobs.receipts, jobs.erasures],
    outboxes=OUTBOXES,
    indexes=INDEXES,
)
