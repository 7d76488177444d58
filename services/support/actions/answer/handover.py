"""Where the ladder ends: a person, and an honest word about why."""

from services.support.actions.answer.asking import Asking
from services.support.actions.answer.outcome import Answer
from services.support.actions.answer.wording import say
from services.support.models.choices import Reason, Rung


def hand_over(asking: Asking, reason: Reason) -> Answer:
    return asking.conclude(say(reason.value, asking.language), rung=Rung.HANDOVER, reason=reason)


def notice(asking: Asking, what: str) -> Answer:
    """A word that answers nothing and hands nothing over: greetings, thanks, "could you rephrase?"."""
    return asking.conclude(say(what, asking.language), rung=Rung.NOTICE, reason=Reason.NOT_A_QUESTION)
