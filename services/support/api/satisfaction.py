"""What moves satisfaction, and who will be unhappy, for programs."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from services.support import models, tasks
from services.support.actions.drivers.telling import reading
from services.support.actions.forecast import refitting
from services.support.actions.forecast.telling import verdict
from services.support.queries import answers
from services.support.queries import fits as stored
from services.support.schemas import satisfaction as schemas
from shared.api.caller import user_of
from shared.api.idempotency import idempotent
from shared.api_keys.auth import KeyAuth
from shared.jobs.schemas import JobOut

router = Router(tags=["satisfaction"])
READ = KeyAuth(scope="conversations:read")
WRITE = KeyAuth(scope="knowledge:write", role="editor")
Kind = models.SatisfactionFit.Kind


@router.get("", response=schemas.SatisfactionOut, auth=READ)
def read_satisfaction(request: HttpRequest) -> Any:
    """The newest fits, with their figures and in words."""
    drivers, forecast = stored.newest(Kind.DRIVERS), stored.newest(Kind.FORECAST)
    early = answers.policy().early_handover
    return {
        "drivers": drivers and {**_kept(drivers), "reading": reading(drivers.figures)},
        "forecast": forecast and {**_kept(forecast), "verdict": verdict(forecast), "early_handover": early},
    }


@router.post("/fit", response={202: JobOut}, auth=WRITE)
@idempotent
def fit_satisfaction(request: HttpRequest) -> Any:
    """409 while one runs."""
    job = refitting.start_job(user=user_of(request))
    tasks.fit_satisfaction.delay_on_commit(str(job.pk))
    return Status(202, job)


def _kept(fit: models.SatisfactionFit) -> dict[str, Any]:
    return {**fit.figures, "version": fit.version, "state": fit.state, "fitted_at": fit.fitted_at}
