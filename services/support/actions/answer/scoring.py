"""Which score has the last word, and whether it is enough. Thresholds act on this one alone."""

from collections.abc import Sequence

from services.support import models
from services.support.actions.answer.outcome import Passage
from services.support.actions.answer.rerank import DEPTH, rerank
from services.support.actions.answer.retrieve import in_language_first
from services.support.actions.answer.weighing import Weights, weigh

FUSED = "fused"
WEIGHED = "weighed"
RERANKED = "reranked"


def final_scores(
    question: str,
    passages: Sequence[Passage],
    *,
    language: str,
    scorer: str,
    weights: Weights | None = None,
    patient: bool = False,
) -> tuple[list[Passage], str]:
    """The few passages that may answer, best first, and the scorer that could be used."""
    few = in_language_first(passages, language, keep=DEPTH)
    if scorer == WEIGHED and weights:
        return weigh(few, weights, language=language), WEIGHED
    reranked = rerank(question, few, patient=patient) if scorer == RERANKED else None
    if reranked is None:
        return sorted(few, key=lambda passage: passage.score, reverse=True), FUSED
    return reranked, RERANKED


def prefer_language(passages: Sequence[Passage], language: str, threshold: float) -> list[Passage]:
    """Only the customer's language, if anything in it is good enough by itself."""
    mine = [passage for passage in passages if passage.language == language]
    return mine if mine and mine[0].score >= threshold else list(passages)


def scorer_in_force(policy: models.Policy) -> str:
    """What did better on validation data when the thresholds were chosen."""
    return str(policy.curves.get("scorer", RERANKED))


def weights_in_force(policy: models.Policy) -> Weights | None:
    """What the weighed scorer learned when the thresholds were chosen."""
    weights: Weights | None = policy.curves.get("weights")
    return weights


def answer_threshold(policy: models.Policy, scorer: str) -> float | None:
    """A threshold means something only on the score that it was chosen on."""
    return policy.answer_threshold if scorer == policy.curves.get("scorer", scorer) else None
