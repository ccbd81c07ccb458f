"""Ranking: facts become contributions, contributions move cells, cells are boards."""

from services.ranking import api, handlers, jobs
from services.ranking.api.hot import HotPages
from services.ranking.settings import RankingSettings
from services.ranking.store_mongo import INDEXES, OUTBOXES, MongoStore
from shared.appointments import me
from shared.appointments import reading as appointments
from shared.runtime.service import build_service

settings = RankingSettings()
app = build_service(
    settings,
    open_store=MongoStore,
    routes=[api.router, me.router],
    consumers=[handlers.scores, handlers.frames, appointments.consumer],
    jobs=[jobs.recomputes, jobs.freezes, jobs.milestones, jobs.days],
    outboxes=OUTBOXES,
    indexes=INDEXES,
    front=[HotPages] if settings.runs_api else [],
)
