"""The first rung that knows something: a recognised intent has an answer someone wrote for it."""

from typing import Any

from modelkit.errors import ModelNotFound
from modelkit.results import HeadPrediction
from services.support.actions import remembered
from services.support.actions.answer.asking import Asking
from services.support.actions.answer.context import content_words, intent_before
from services.support.actions.answer.outcome import Answer
from services.support.actions.engine import INTENT_MODEL, engine
from services.support.models.choices import Reason, Rung
from services.support.queries import answers

OUT_OF_SCOPE = "__oos__"
_HEAD = "label"


def answer_from_template(asking: Asking) -> Answer | None:
    """The intent's template in the customer's language, if the gate lets the intent through."""
    with asking.step("intent") as seen:
        try:
            predictions = engine().classify(remembered.called(INTENT_MODEL), asking.variants)
        except ModelNotFound:
            seen["skipped"] = "no_model"
            return None
        best, prediction = _best([heads[_HEAD] for heads in predictions])
        accepted = is_accepted(prediction)
        seen |= _seen(prediction, accepted) | {"question": asking.variants[best]}
        if not accepted:
            return None
        reply = reply_in_force(prediction.label, asking.language)
        if reply is None or (best and _repeats(asking, reply)):
            seen["skipped"] = "no_template" if reply is None else "already_given"
            return None
    return asking.conclude(
        reply.text,
        rung=Rung.TEMPLATE,
        reason=Reason.INTENT_ACCEPTED,
        confidence=certainty(prediction),
        intent=prediction.label,
    )


def certainty(prediction: HeadPrediction) -> float:
    """How likely the intent's template answers: that some known intent is meant, times that it is this one.

    The gate tells known from unknown and is blind to two intents that look alike; the probability is the reverse.
    """
    return max(prediction.reject_score, 0.0) * prediction.probability


def is_accepted(prediction: HeadPrediction) -> bool:
    """By the operator's threshold where one was chosen, else by the gate the model came with."""
    threshold = remembered.policy().intent_threshold
    if prediction.label == OUT_OF_SCOPE:
        return False
    return prediction.accepted if threshold is None else certainty(prediction) >= threshold


def _best(predictions: list[HeadPrediction]) -> tuple[int, HeadPrediction]:
    """The message alone wins ties: context is for what cannot stand without it."""
    return max(enumerate(predictions), key=lambda item: (certainty(item[1]), -item[0]))


def reply_in_force(intent: str, language: str) -> answers.Reply | None:
    """The intent's template in a language, as it stands now."""
    now = answers.now()
    candidates = remembered.replies().get((intent, language), [])
    return next((reply for reply in candidates if reply.is_valid(now)), None)


def _repeats(asking: Asking, reply: answers.Reply) -> bool:
    """A follow-up answered by the template just given is answered only if that speaks of what is new in it."""
    if intent_before(asking.context) != reply.intent:
        return False
    return not content_words(asking.text) & content_words(reply.text)


def _seen(prediction: HeadPrediction, accepted: bool) -> dict[str, Any]:
    ranked = sorted(prediction.scores.items(), key=lambda item: item[1], reverse=True)
    return {
        "label": prediction.label,
        "probability": round(prediction.probability, 4),
        "reject_score": round(prediction.reject_score, 4),
        "certainty": round(certainty(prediction), 4),
        "threshold": remembered.policy().intent_threshold,
        "accepted": accepted,
        "runners_up": [[label, round(score, 4)] for label, score in ranked[1:4]],
    }
