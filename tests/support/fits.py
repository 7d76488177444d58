"""Fits as they are kept, of ratings whose effects are known."""

import json

from services.support import models
from services.support.actions.drivers.keeping import keep
from services.support.actions.drivers.study import study as study_drivers
from services.support.actions.forecast import moments
from services.support.actions.forecast.model import Model
from services.support.actions.forecast.signs import NAMES
from services.support.actions.forecast.study import study as study_forecast
from tests.support.actions.drivers.simulated import gathered
from tests.support.actions.forecast.simulated import rated_talks

State = models.SatisfactionFit.State


def drivers(*, ratings: int = 300) -> models.SatisfactionFit:
    figures = json.loads(json.dumps(study_drivers(gathered(ratings, seed=1))))
    state = State.FEW if figures["few"] else State.IN_FORCE
    return keep(kind="drivers", state=state, ratings=ratings, figures=figures)


def forecast(*, ratings: int = 400, tells: bool = True) -> models.SatisfactionFit:
    silent = [one.talk for one in rated_talks(40, seed=8)]
    studied = study_forecast(moments.sample(rated_talks(ratings, seed=1, tells=tells)), silent)
    state = State.FEW if studied.model is None else State.IN_FORCE if studied.passes else State.HELD
    return keep(
        kind="forecast",
        state=state,
        ratings=ratings,
        figures=json.loads(json.dumps(studied.figures)),
        parameters=studied.model.as_dict() if studied.model else None,
    )


def minds_tone(**slopes: float) -> models.SatisfactionFit:
    """A forecast made by hand: 0.27 where the tone is neutral, 0.95 where it is all reproach."""
    given = {"friendly": -8.0, **slopes}
    weights = [given.get(name, 0.0) for name in NAMES]
    model = Model(NAMES, [0.5] * len(NAMES), [1.0] * len(NAMES), weights, -1.0, 1.0, 0.0)
    figures = {"few": True}
    return keep(kind="forecast", state=State.IN_FORCE, ratings=100, figures=figures, parameters=model.as_dict())
