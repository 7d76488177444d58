"""What is expected of a conversation now: kept beside it, and whether it is time to call a person."""

import numpy as np

from services.support import models
from services.support.actions import remembered
from services.support.actions.forecast.model import Model
from services.support.actions.forecast.signs import shown
from services.support.models.choices import Reason, State
from services.support.queries import talks as stored

_MOST_REASONS = 3
# Less than a tenth more or less of the odds moves nobody.
_LEAST_PUSH = 0.1


def follow(row: models.Conversation) -> models.Prediction | None:
    """Under the conversation's lock, after each word and thumb of the customer. None while no forecast is in force."""
    fit = remembered.forecast()
    if fit is None:
        return None
    model = Model.from_dict(fit.parameters)
    if not model.is_current:
        return None
    talk = stored.talk_of(row)
    if not talk.words:
        return None
    signs = shown([talk])
    values = {
        "probability": round(float(model.probabilities(signs)[0]), 4),
        "reasons": _reasons(model, signs[0]),
        "version": fit.version,
        "event": row.last_event,
    }
    return models.Prediction.objects.update_or_create(conversation=row, defaults=values)[0]


def is_time_for_a_person(row: models.Conversation, prediction: models.Prediction | None) -> bool:
    """Above the operator's threshold, while the assistant is alone with the customer, once a conversation."""
    threshold = remembered.policy().early_handover
    if prediction is None or threshold is None or row.state != State.BOT or prediction.probability < threshold:
        return False
    # A person who handed it back has judged better than any forecast.
    return not row.events.filter(kind="state", data__reason=Reason.LIKELY_UNHAPPY.value).exists()


def _reasons(model: Model, signs: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> list[dict[str, object]]:
    """The signs that raise the chance most, the heaviest first."""
    pushes = model.pushes(signs)
    heaviest = [int(place) for place in np.argsort(-pushes) if pushes[place] >= _LEAST_PUSH][:_MOST_REASONS]
    return [
        {
            "name": model.names[place],
            "low": bool(signs[place] < model.means[place]),
            "weight": round(float(pushes[place]), 3),
        }
        for place in heaviest
    ]
