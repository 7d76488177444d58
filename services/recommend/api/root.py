"""The API of the recommend service."""

from services.recommend.actions.model_versions import NoSuchVersion, PromotionRefused
from services.recommend.api import events, items, jobs, models, recommendations, users
from services.recommend.errors import EventConflict, JobRuns
from shared.api.application import make_api
from shared.api.problems import install_error
from shared.errors import InputRefused, ServiceError

_STATUSES: dict[type[ServiceError], int] = {
    ServiceError: 400,
    InputRefused: 422,
    EventConflict: 409,
    JobRuns: 409,
    NoSuchVersion: 404,
    PromotionRefused: 409,
}

api = make_api(title="Triptych recommend", description="What users did goes in; what each of them may like comes out.")
for _error, _status in _STATUSES.items():
    install_error(api, _error, status=_status)

api.add_router("/events", events.router)
api.add_router("", recommendations.router)
api.add_router("/items", items.router)
api.add_router("/users", users.router)
api.add_router("/models", models.router)
api.add_router("/jobs", jobs.router)
