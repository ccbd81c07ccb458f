"""The notify service: composes, and nothing else."""

from services.notify import api, certificates_api, handlers, hold_api, jobs
from services.notify.compose.certificate import PAPER
from services.notify.sender import sender
from services.notify.settings import NotifySettings
from services.notify.store_mongo import INDEXES, MongoNotifyStore
from shared.appointments import me
from shared.appointments import reading as appointments
from shared.printing.press import Press
from shared.runtime.service import build_service
from shared.web.rates import Rates

settings = NotifySettings()
app = build_service(
    settings,
    open_store=MongoNotifyStore,
    routes=[api.router, certificates_api.router, hold_api.router, me.router],
    consumers=[handlers.consumer, appointments.consumer],
    jobs=[jobs.hand_over, jobs.milestones, jobs.mend_times, jobs.give_up_held, jobs.paths],
    workers=[sender],
    indexes=INDEXES,
)
app.state.checks = Rates(settings.verify_per_minute)
app.state.press = Press(PAPER, settings.presses, settings.press_seconds, Rates(settings.print_per_minute))
