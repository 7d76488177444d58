"""The answer ladder: mask → language → wishes → corrections → intent's template → cited sources → a person."""

from collections.abc import Sequence

from modelkit.errors import EngineUnavailable, Overloaded
from services.support.actions import remembered
from services.support.actions.answer import cleaning, wishes
from services.support.actions.answer import context as follow_ups
from services.support.actions.answer.asking import Asking
from services.support.actions.answer.handover import hand_over, notice
from services.support.actions.answer.intent import answer_from_template
from services.support.actions.answer.language import reply_language
from services.support.actions.answer.outcome import Answer, Turn
from services.support.actions.answer.sources import answer_from_sources
from services.support.actions.answer.taught import answer_as_taught
from services.support.actions.answer.versions import versions_in_force
from services.support.actions.answer.wording import WORDING
from services.support.models.choices import Reason
from shared import privacy

UNHAPPY_LIMIT = 2


def answer(
    *,
    text: str,
    language: str | None = None,
    hint: str = "",
    context: Sequence[Turn] = (),
    unhappy_count: int = 0,
) -> Answer:
    """Climb the ladder. `language` is final, `hint` a guess; `context` holds earlier turns, oldest first.

    Never raises for a model server that is down or slow: the customer gets an honest word and a person.
    Raises Overloaded, for the caller to say when to come back.
    """
    asking = _prepared(text, language, hint, context)
    try:
        return _without_models(asking, unhappy_count) or _with_models(asking)
    except Overloaded:
        raise
    except EngineUnavailable as error:
        asking.steps.append({"step": "engine", "error": error.code, "milliseconds": 0.0})
        return hand_over(asking, Reason.ENGINE_DOWN)


def _prepared(text: str, language: str | None, hint: str, context: Sequence[Turn]) -> Asking:
    cleaned = cleaning.question_in(cleaning.clean(text))
    masked = privacy.mask(cleaned)
    known = language or reply_language(masked.text, hint=hint, available=_languages())
    asking = Asking(text=masked.text, language=known, context=context)
    with asking.step("mask") as seen:
        seen["found"] = list(masked.found)
    with asking.step("language") as seen:
        seen |= {"language": known, "given": bool(language)}
    with asking.step("context") as seen:
        wider = follow_ups.with_context(masked.text, context)
        asking.variants = [masked.text, *([wider] if wider else [])]
        seen |= {"variants": asking.variants}
    return asking


def _without_models(asking: Asking, unhappy_count: int) -> Answer | None:
    """What must work, and be answered the same, whatever the models say."""
    with asking.step("wishes") as seen:
        wish = seen["wish"] = _wish(asking.text)
    if wish == "person":
        return hand_over(asking, Reason.ASKED_FOR_PERSON)
    if wish == "unhappy":
        late = unhappy_count + 1 >= UNHAPPY_LIMIT
        return hand_over(asking, Reason.UNHAPPY_TWICE) if late else notice(asking, "try_again")
    return notice(asking, wish) if wish else None


def _wish(text: str) -> str | None:
    if not cleaning.has_words(text):
        return "no_question"
    if wishes.asks_for_person(text):
        return "person"
    return "unhappy" if wishes.is_unhappy(text) else wishes.courtesy(text)


def _with_models(asking: Asking) -> Answer:
    found = answer_as_taught(asking) or answer_from_template(asking) or answer_from_sources(asking)
    # Asked last: a server that is down has then been noticed already, and its time-out is not paid twice.
    asking.versions.update(versions_in_force())
    if found:
        return found
    return hand_over(asking, Reason.NO_SOURCES if asking.confidence is None else Reason.BELOW_THRESHOLD)


def _languages() -> set[str]:
    """What we can answer in: our own words, and every language somebody wrote templates in."""
    return set(WORDING) | {language for _intent, language in remembered.replies()}
