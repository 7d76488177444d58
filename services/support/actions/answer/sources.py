"""The second rung that knows something: sentences of the knowledge, if the best source is good enough."""

from collections.abc import Sequence
from functools import partial

from services.support.actions import remembered
from services.support.actions.answer import scoring
from services.support.actions.answer.asking import Asking
from services.support.actions.answer.compose import Composed, compose
from services.support.actions.answer.generate import rephrase
from services.support.actions.answer.outcome import Answer, Passage
from services.support.actions.answer.retrieve import NoKnowledge, find
from services.support.actions.answer.subject import leaves_subject
from services.support.actions.answer.wording import say
from services.support.models.choices import Reason, Rung


def answer_from_sources(asking: Asking) -> Answer | None:
    """A composed answer, or nothing; `asking.confidence` says how near it came."""
    question, passages, scorer = _best_variant(asking)
    if not passages:
        return None
    with asking.step("threshold") as seen:
        threshold = scoring.answer_threshold(remembered.policy(), scorer)
        asking.confidence = passages[0].score
        seen |= {"score": round(passages[0].score, 4), "threshold": threshold, "scorer": scorer}
        seen["accepted"] = threshold is not None and passages[0].score >= threshold
        if threshold is None:
            seen["skipped"] = "no_threshold_chosen"
    if not seen["accepted"] or threshold is None:
        return None
    usable = scoring.prefer_language(passages, asking.language, threshold)
    return _answer(asking, question, [passage for passage in usable if passage.score >= threshold])


# A reading of the message, its passages, best first, and what scored them.
Reading = tuple[str, list[Passage], str]


def _best_variant(asking: Asking) -> Reading:
    """Alone or with its context, whichever the sources fit better; alone where it leaves the subject."""
    with asking.step("retrieve") as seen:
        try:
            found = find(asking.variants)
        except NoKnowledge as reason:
            seen["skipped"] = str(reason)
            return asking.text, [], scoring.FUSED
        seen["candidates"] = [passage.scores for passage in found[0]]
    with asking.step("rerank") as seen:
        policy = remembered.policy()
        score = partial(
            scoring.final_scores,
            language=asking.language,
            scorer=scoring.scorer_in_force(policy),
            weights=scoring.weights_in_force(policy),
        )
        scored = [(question, *score(question, few)) for question, few in zip(asking.variants, found, strict=True)]
        best = max(scored, key=lambda item: item[1][0].score if item[1] else float("-inf"))
        if best is not scored[0] and leaves_subject(asking.text, scored[0][1], best[1]):
            best, seen["leaves_subject"] = scored[0], True
        seen |= {"scorer": best[2], "question": best[0], "candidates": [passage.scores for passage in best[1]]}
    return best


def _answer(asking: Asking, question: str, passages: Sequence[Passage]) -> Answer:
    with asking.step("compose") as seen:
        composed = compose(question, passages)
        seen |= {"sources": [citation.chunk for citation in composed.citations], "fits": composed.fits}
    phrased = rephrase(asking, question, composed, passages)
    reason = Reason.GENERATED if phrased else Reason.SOURCES_SUPPORT
    used = phrased or composed
    return asking.conclude(
        _introduced(used, passages[0].language, asking.language),
        rung=Rung.COMPOSED,
        reason=reason,
        citations=used.citations,
    )


def _introduced(composed: Composed, source_language: str, language: str) -> str:
    if source_language == language:
        return composed.text
    return f"{say('other_language', language)}\n{composed.text}"
