"""The API of the support service, put together: OpenAPI at `/api/openapi.json`."""

from django.http import HttpRequest, HttpResponse

from services.support.actions.answerers import TooBusy
from services.support.actions.background import AlreadyRuns
from services.support.actions.candidates import CandidateOpen, NotReady
from services.support.actions.conversations import refusals
from services.support.actions.exporting import UnknownKind
from services.support.actions.gate import ChangeHeld, GateUnavailable
from services.support.actions.satisfaction import NotRatable
from services.support.actions.split import SplitRuns
from services.support.actions.submissions import AlreadySettled
from services.support.api import (
    answers,
    candidates,
    conversations,
    documents,
    exports,
    gaps,
    health,
    imports,
    mail,
    models,
    reports,
    satisfaction,
    submissions,
    traces,
    widget,
)
from shared.api.application import make_api
from shared.api.problems import install_error, problem
from shared.api_keys.auth import KeyAuth
from shared.errors import InputRefused, ServiceError
from shared.jobs.api import jobs_router
from shared.training.running import TrainingRuns
from shared.training.versions import NoSuchVersion, PromotionRefused

_STATUSES: dict[type[ServiceError], int] = {
    ServiceError: 400,
    InputRefused: 422,
    refusals.EmptyMessage: 422,
    refusals.MessageTooLong: 413,
    refusals.StateConflict: 409,
    refusals.UnknownConversation: 404,
    UnknownKind: 422,
    NotRatable: 409,
    NoSuchVersion: 404,
    PromotionRefused: 409,
    TrainingRuns: 409,
    AlreadyRuns: 409,
    CandidateOpen: 409,
    NotReady: 409,
    SplitRuns: 409,
    AlreadySettled: 409,
}

api = make_api(title="Triptych support", description="Questions answered from the company's own knowledge.")
for _error, _status in _STATUSES.items():
    install_error(api, _error, status=_status)


@api.exception_handler(ChangeHeld)
def _held(_request: HttpRequest, error: ChangeHeld) -> HttpResponse:
    """With each case that would be answered worse: what to mend, or to overrule."""
    return problem(409, code=error.code, detail=str(error), broken=error.broken)


@api.exception_handler(GateUnavailable)
def _not_judged(_request: HttpRequest, error: GateUnavailable) -> HttpResponse:
    return problem(503, code=error.code, detail=str(error))


@api.exception_handler(TooBusy)
def _too_busy(_request: HttpRequest, error: TooBusy) -> HttpResponse:
    headers = {"Retry-After": str(round(error.retry_after))}
    return problem(429, code="too_busy", detail=str(error), headers=headers)


api.add_router("/widget", widget.router)
api.add_router("", answers.router)
api.add_router("", conversations.router)
api.add_router("", traces.router)
api.add_router("/documents", documents.router)
api.add_router("/imports", imports.router)
api.add_router("/submissions", submissions.router)
api.add_router("/export", exports.router)
api.add_router("/gaps", gaps.router)
api.add_router("/findings", health.router)
jobs = jobs_router(read=KeyAuth(scope="knowledge:read"), write=KeyAuth(scope="knowledge:write", role="editor"))
api.add_router("/jobs", jobs)
api.add_router("/mail", mail.router)
api.add_router("/models", models.router)
api.add_router("/candidate", candidates.router)
api.add_router("/reports", reports.router)
api.add_router("/satisfaction", satisfaction.router)
