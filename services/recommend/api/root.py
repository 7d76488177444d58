"""The API of the recommend service."""

from services.recommend.api import editorial, evaluations, events, experiments, items, models, recommendations, users
from services.recommend.errors import EventConflict, JobRuns
from shared.api.application import make_api
from shared.api.problems import install_error
from shared.api_keys.auth import KeyAuth
from shared.errors import InputRefused, ServiceError
from shared.jobs.api import jobs_router
from shared.training.versions import NoSuchVersion, PromotionRefused

_STATUSES: dict[type[ServiceError], int] = {
    ServiceError: 400,
    InputRefused: 422,
    EventConflict: 409,
    JobRuns: 409,
    NoSuchVersion: 404,
    PromotionRefused: 409,
}

_ABOUT = """What users did goes in; what each of them may like comes out.

Large bodies are taken in a few at a time: beyond, 429 with Retry-After. 503 with Retry-After where too many wait.

In an address, a "/" of a key stays as it is. A part of a key between slashes that is empty, ".", "..", "similar",
"say", "forget" or "recommendations" has a "~" before it, and so has one that is such a part behind one "~" or more.
"""

api = make_api(title="Triptych recommend", description=_ABOUT)
for _error, _status in _STATUSES.items():
    install_error(api, _error, status=_status)

api.add_router("/events", events.router)
api.add_router("", recommendations.router)
api.add_router("", editorial.router)
api.add_router("/items", items.router)
api.add_router("/users", users.router)
api.add_router("/experiments", experiments.router)
api.add_router("/evaluations", evaluations.router)
api.add_router("/models", models.router)
jobs = jobs_router(read=KeyAuth(scope="data:read"), write=KeyAuth(scope="models:write", role="editor"))
api.add_router("/jobs", jobs)
