"""The API of the sentiment service, put together: OpenAPI at `/api/openapi.json`."""

from services.sentiment.api import articles, entities, jobs, stories, trends
from services.sentiment.errors import InputRefused, SentimentError
from shared.api.application import make_api
from shared.api.problems import install_error

_STATUSES: dict[type[SentimentError], int] = {
    SentimentError: 400,
    InputRefused: 422,
}

api = make_api(title="Triptych sentiment", description="What is written about whom, in what tone, and when it surges.")
for _error, _status in _STATUSES.items():
    install_error(api, _error, status=_status)

api.add_router("/articles", articles.router)
api.add_router("/stories", stories.router)
api.add_router("/entities", entities.router)
api.add_router("/trends", trends.router)
api.add_router("/jobs", jobs.router)
