"""F, function: was the matter dealt with? Each measure is 0 at its worst and 1 at its best."""

from services.support.actions.drivers.tone import is_courtesy
from services.support.models.choices import Author, Rung
from services.support.queries.talks import Fact, Talk

_ANSWERS = {Rung.TEMPLATE, Rung.COMPOSED}


def liked(talk: Talk) -> float:
    """The mean of the thumbs as they stand, from 0 (all down) to 1 (all up); 0.5 where nobody pressed one."""
    thumbs = {fact.message: fact.thumb for fact in talk.facts if fact.kind == "thumb"}
    given = [thumb for thumb in thumbs.values() if thumb]
    return (1 + sum(given) / len(given)) / 2 if given else 0.5


def answered(talk: Talk) -> float:
    """The share of the customer's questions that got an answer; 1 where there was none to answer."""
    found = [_is_answered(question, talk) for question in _questions(talk)]
    return sum(found) / len(found) if found else 1.0


def answered_last(talk: Talk) -> float:
    """1 if the last question got an answer, else 0."""
    questions = _questions(talk)
    return float(_is_answered(questions[-1], talk)) if questions else 1.0


def answered_so_far(talk: Talk) -> float:
    """As `answered`, of the questions somebody has replied to in any way: the newest may still be answered."""
    replied = {fact.replies_to for fact in talk.facts}
    later = max((fact.number for fact in talk.facts if fact.author == Author.AGENT), default=0)
    found = [_is_answered(one, talk) for one in _questions(talk) if one.message in replied or one.number < later]
    return sum(found) / len(found) if found else 1.0


def uncorrected(talk: Talk, corrected: set[int]) -> float:
    """The share of the assistant's answers that no colleague has corrected since; 1 where it gave none."""
    answers = [fact for fact in talk.facts if fact.rung in _ANSWERS]
    wrong = sum(bool({fact.message, fact.replies_to} & corrected) for fact in answers)
    return 1 - wrong / len(answers) if answers else 1.0


def _questions(talk: Talk) -> list[Fact]:
    return [fact for fact in talk.words if not is_courtesy(fact.text)]


def _is_answered(question: Fact, talk: Talk) -> bool:
    """By the assistant from a template or sources, or by a person's word after it."""
    return any(
        (fact.rung in _ANSWERS and fact.replies_to == question.message)
        or (fact.author == Author.AGENT and fact.number > question.number)
        for fact in talk.facts
    )
