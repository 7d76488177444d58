"""The daily round: fit both models anew, put the forecast in force or out of it, and foresee what is open."""

from typing import Any

from django.utils import timezone

from services.support import models
from services.support.actions import background
from services.support.actions.background import Advance
from services.support.actions.conversations.rows import locked
from services.support.actions.drivers.gathering import MOST_UNRATED, RETURN, gather
from services.support.actions.drivers.keeping import keep
from services.support.actions.drivers.study import study as study_drivers
from services.support.actions.forecast import following, moments
from services.support.actions.forecast.study import study as study_forecast
from services.support.models.choices import State as Talking
from services.support.queries import talks as stored
from shared.jobs.models import Job

KIND = "support.satisfaction"
_MOST_OPEN = 2_000
Kind = models.SatisfactionFit.Kind
State = models.SatisfactionFit.State


def start_job(*, user: Any = None) -> Job:
    """Raises `AlreadyRuns` while one is open."""
    return background.start(kind=KIND, user=user)


def run_job(*, job_id: Any) -> dict[str, Any]:
    return background.run(job_id=job_id, work=refit)


def refit(advance: Advance) -> dict[str, Any]:
    """Returns the versions and states of both, and how many open conversations were foreseen."""
    advance("fitting", 0, 3)
    drivers = _refit_drivers()
    advance("fitting", 1, 3)
    forecast = _refit_forecast()
    advance("fitting", 2, 3)
    foreseen = _foresee_open(forecast)
    return {
        "drivers": {"version": drivers.version, "state": drivers.state, "ratings": drivers.ratings},
        "forecast": {"version": forecast.version, "state": forecast.state, "ratings": forecast.ratings},
        "foreseen": foreseen,
    }


def _refit_drivers() -> models.SatisfactionFit:
    figures = study_drivers(gather())
    state = State.FEW if figures["few"] else State.IN_FORCE
    return keep(kind=Kind.DRIVERS, state=state, ratings=figures["ratings"], figures=figures)


def _refit_forecast() -> models.SatisfactionFit:
    silent = stored.unrated(ended_before=timezone.now() - RETURN, limit=MOST_UNRATED)
    studied = study_forecast(moments.sample(stored.rated()), silent)
    state = State.FEW if studied.model is None else State.IN_FORCE if studied.passes else State.HELD
    return keep(
        kind=Kind.FORECAST,
        state=state,
        ratings=studied.figures["ratings"],
        figures=studied.figures,
        parameters=studied.model.as_dict() if studied.model else None,
    )


def _foresee_open(fit: models.SatisfactionFit) -> int:
    """What another version expected, or one that may not speak any more, is not shown beside what goes on."""
    if fit.state != State.IN_FORCE:
        models.Prediction.objects.exclude(conversation__state=Talking.CLOSED).delete()
        return 0
    found = 0
    for one in stored.open_conversations(limit=_MOST_OPEN):
        with locked(one) as row:
            found += following.follow(row) is not None
    return found
