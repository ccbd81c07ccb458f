"""The review service: one case per initiative, decided by the union levels."""

from services.review import api, handlers, jobs, names
from services.review.misses import Misses
from services.review.settings import ReviewSettings
from services.review.store_mongo import CASES, INDEXES, MongoReviewStore
from shared.appointments import me
from shared.appointments import reading as appointments
from shared.runtime.service import build_service

settings = ReviewSettings()
app = build_service(
    settings,
    open_store=MongoReviewStore,
    routes=[api.router, me.router],
    consumers=[handlers.consumer, names.consumer, appointments.consumer],
    jobs=[jobs.expire_claims, jobs.place_again],
    outboxes=[CASES],
    indexes=INDEXES,
)
app.state.misses = Misses.limited_by(settings)
