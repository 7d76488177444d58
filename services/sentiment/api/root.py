"""The API of the sentiment service, put together: OpenAPI at `/api/openapi.json`."""

from services.sentiment.actions.articles import TextErased
from services.sentiment.actions.crawling import VisitRuns
from services.sentiment.actions.rescoring import RescoringRuns
from services.sentiment.actions.understanding import NothingTrained
from services.sentiment.api import (
    alerts,
    articles,
    classify,
    entities,
    labels,
    models,
    rules,
    silences,
    sources,
    stories,
    trends,
)
from shared.api.application import make_api
from shared.api.problems import install_error
from shared.api_keys.auth import KeyAuth
from shared.errors import InputRefused, ServiceError
from shared.jobs.api import jobs_router
from shared.training.running import TrainingRuns
from shared.training.versions import NoSuchVersion, PromotionRefused

_STATUSES: dict[type[ServiceError], int] = {
    ServiceError: 400,
    InputRefused: 422,
    NoSuchVersion: 404,
    NothingTrained: 409,
    PromotionRefused: 409,
    RescoringRuns: 409,
    TextErased: 410,
    TrainingRuns: 409,
    VisitRuns: 409,
}

api = make_api(title="Triptych sentiment", description="What is written about whom, in what tone, and when it surges.")
for _error, _status in _STATUSES.items():
    install_error(api, _error, status=_status)

api.add_router("/articles", articles.router)
api.add_router("/sources", sources.router)
api.add_router("/stories", stories.router)
api.add_router("/entities", entities.router)
api.add_router("/trends", trends.router)
api.add_router("/alerts", alerts.router)
jobs = jobs_router(read=KeyAuth(scope="articles:read"), write=KeyAuth(scope="models:write", role="editor"))
api.add_router("/jobs", jobs)
api.add_router("/labels", labels.router)
api.add_router("/models", models.router)
api.add_router("/rules", rules.router)
api.add_router("/silences", silences.router)
api.add_router("/classify", classify.router)
