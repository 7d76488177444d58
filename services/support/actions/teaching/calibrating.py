"""How near is near enough: the company's own examples play at being corrected, and show what would have been right.

In each round some intents are taken out, as if nobody had thought of them; a few of their examples come back as
corrections, and questions held out from all training are asked. What was right at which nearness gives the chance,
and the operator's limit on wrong answers gives the threshold, as for templates and sources. How many labels look
doubtful although they are right is learned beside it.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.support import models
from services.support.actions import remembered
from services.support.actions.answer.similarity import Nearness, Weights, fit, nearness
from services.support.actions.embedding import Vectors, current_encoder, embed
from services.support.actions.prototypes import DEPTH
from services.support.models.choices import Split
from services.support.queries import answers
from services.support.queries.corrections import WELL_KNOWN

ROUNDS = 4
SHARE_OUT = 0.3
# Corrections come by ones and by dozens.
_MOST_EACH = 12
_MOST_TRAIN, _MOST_ASKED = 4_000, 1_000
MIN_QUESTIONS, MIN_HARD = 30, 20

Labels = NDArray[np.object_]


def calibrate() -> dict[str, Any]:
    """Learn the nearness for the encoder in force, keep it in the policy, and return what was learned."""
    encoder = current_encoder()
    known, asked = _examples(Split.TRAIN, _MOST_TRAIN), _examples(Split.VALIDATION, _MOST_ASKED)
    learned: dict[str, Any] = {"encoder": encoder}
    if len(known) >= MIN_QUESTIONS and len(asked) >= MIN_QUESTIONS:
        learned |= _learned(encoder, known, asked)
    row = answers.policy()
    row.taught = learned
    row.save(update_fields=["taught"])
    remembered.policy.forget()
    return learned


def is_calibrated() -> bool:
    """Whether what is known belongs to the encoder in force."""
    return bool(answers.policy().taught.get("encoder") == current_encoder())


def _learned(encoder: str, known: list[tuple[str, str]], asked: list[tuple[str, str]]) -> dict[str, Any]:
    vectors = embed(encoder, [text for text, _label in known], "query")
    questions = embed(encoder, [text for text, _label in asked], "query")
    labels, right_labels = (np.array([label for _text, label in rows], dtype=object) for rows in (known, asked))
    rounds = [_played(seed, vectors, labels, questions, right_labels) for seed in range(ROUNDS)]
    seen = [one for played, _share in rounds for one in played]
    weights = fit([near for near, _right in seen], [right for _near, right in seen])
    if weights is None:
        return {}
    scored = [pair for place in range(ROUNDS) for pair in _scored(place, rounds, weights)]
    return {
        "weights": weights,
        "disagreement": round(float(np.mean([share for _played, share in rounds])), 4),
        **absence(vectors, labels, questions, right_labels),
        "scores": [round(score, 6) for score, _right in scored],
        "correct": [right for _score, right in scored],
    }


# What was nearest to each question, whether its answer was right, and how often corrections contradicted others.
Played = tuple[list[tuple[Nearness, bool]], float]


def _played(seed: int, vectors: Vectors, labels: Labels, questions: Vectors, right: Labels) -> Played:
    """One round of the game."""
    taught = _taught(labels, random.Random(seed))  # noqa: S311 - a draw that repeats
    out = set(labels[taught])
    kept = taught | ~np.isin(labels, list(out))
    pool, pool_labels, pool_taught = vectors[kept], labels[kept], taught[kept]
    cosines = questions @ pool.T
    found: list[tuple[Nearness, bool]] = []
    for row, answer in zip(cosines, right, strict=True):
        best = np.argsort(-row)[:DEPTH]
        names = pool_labels[best]
        near = nearness(row[best].tolist(), pool_taught[best].tolist(), partial(_same, names))
        if near is not None:
            found.append((near, bool(names[near.place] == answer)))
    return found, _disagreement(pool, pool_labels, pool_taught)


def _same(names: Labels, a: int, b: int) -> bool:
    return bool(names[a] == names[b])


def _disagreement(pool: Vectors, labels: Labels, taught: NDArray[np.bool_]) -> float:
    """How often the question nearest to a rightly labelled correction leads elsewhere: what is usual, not wrong."""
    cosines = pool[taught] @ pool.T
    own = np.flatnonzero(taught)
    cosines[np.arange(len(own)), own] = -1.0
    has_fellow = np.array([(labels == label).sum() > 1 for label in labels[taught]])
    differs = labels[cosines.argmax(axis=1)] != labels[taught]
    return float(differs[has_fellow].mean()) if has_fellow.any() else 0.0


def absence(vectors: Vectors, labels: Labels, questions: Vectors, right: Labels) -> dict[str, float]:
    """How often none of the nearest questions leads where a held-out one does, of those whose nearest leads elsewhere.

    These stand for what is corrected: nobody corrects what is answered well. Nothing, where there are too few.
    """
    names, counts = np.unique(labels[labels != ""], return_counts=True)
    nearest = labels[np.argsort(-(questions @ vectors.T), axis=1)[:, :DEPTH]]
    hard = np.isin(right, names[counts >= WELL_KNOWN]) & (nearest[:, 0] != right)
    if hard.sum() < MIN_HARD:
        return {}
    absent = (nearest[hard] != right[hard, None]).all(axis=1)
    return {"absence": round(float(absent.mean()), 4)}


def _taught(labels: Labels, chance: random.Random) -> NDArray[np.bool_]:
    """Which examples play at being corrections: some of the intents that are taken out."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, label in enumerate(labels):
        if label:
            places[label].append(place)
    names = sorted(places)
    chosen = chance.sample(names, max(round(SHARE_OUT * len(names)), 1))
    marked = np.zeros(len(labels), dtype=bool)
    for name in chosen:
        marked[chance.sample(places[name], min(len(places[name]), chance.randint(1, _MOST_EACH)))] = True
    return marked


def _scored(place: int, rounds: list[Played], fallback: Weights) -> Iterator[tuple[float, bool]]:
    """A round's chances by weights that were fitted without it, so that the threshold is chosen honestly."""
    others = [one for number, (played, _share) in enumerate(rounds) if number != place for one in played]
    weights = fit([near for near, _right in others], [right for _near, right in others]) or fallback
    for near, right in rounds[place][0]:
        yield near.chance(weights), right


def _examples(split: str, most: int) -> list[tuple[str, str]]:
    """(question, intent); questions out of scope have an empty one, which no correction of the round leads to."""
    rows = models.Example.objects.filter(split=split, correction=None).exclude(intent__enabled=False).order_by("pk")
    found = [(text, name or "") for text, name in rows.values_list("text", "intent__name")]
    return found if len(found) <= most else random.Random(0).sample(found, most)  # noqa: S311 - a draw that repeats
