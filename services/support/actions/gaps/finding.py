"""Gather what nobody could answer: embed, group, name, and try whether it would be answered by now."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import numpy as np
from django.utils import timezone

from modelkit.errors import Overloaded
from services.support.actions import answer as ladder
from services.support.actions import background
from services.support.actions.background import Advance
from services.support.actions.embedding import Vectors, current_encoder, embed
from services.support.actions.gaps.clustering import Cut, choose_cut, cluster, nearness
from services.support.actions.gaps.keeping import Found, keep
from services.support.actions.gaps.naming import name_groups
from services.support.actions.records.masking import digest
from services.support.queries import gaps as stored
from services.support.queries.gaps import Unknown
from shared.jobs.models import Job

KIND = "support.gaps"
WINDOW = timedelta(days=180)
# The distances of all to all must fit into memory: 4,000 wordings take 64 MB.
_MOST_ASKED, _MOST_WORDINGS, _MOST_LABELLED, _MOST_COMMON = 50_000, 4_000, 2_000, 5_000


def start_job(*, user: Any = None) -> Job:
    """Raises `AlreadyRuns` while one is open."""
    return background.start(kind=KIND, user=user)


def run_job(*, job_id: Any) -> dict[str, Any]:
    return background.run(job_id=job_id, work=find_gaps)


def find_gaps(advance: Advance) -> dict[str, Any]:
    """Returns how many questions there were, in how many subjects, and how the cut was chosen."""
    asked = stored.unknown(since=timezone.now() - WINDOW, limit=_MOST_ASKED)
    wordings = _by_wording(asked)
    texts = [rows[0].text for rows in wordings]
    if not texts:
        keep([])
        return {"questions": 0, "subjects": 0}
    encoder = current_encoder()
    cut = _cut(encoder, advance)
    vectors = embed(encoder, texts, "query", lambda done, total: advance("embedding", done, total))
    groups = _grouped(wordings, vectors, cut)
    found = _named(groups)
    tried = [_tried(one, place, len(found), advance) for place, one in enumerate(found)]
    kept = keep(tried)
    return {
        "questions": len(asked),
        "subjects": kept,
        "distance": round(cut.distance, 4),
        "agreement": None if cut.agreement is None else round(cut.agreement, 4),
        "labelled": cut.labelled,
        "encoder": encoder,
    }


def _by_wording(asked: Sequence[Unknown]) -> list[list[Unknown]]:
    found: dict[str, list[Unknown]] = {}
    for one in asked:
        found.setdefault(digest(one.text), []).append(one)
    return list(found.values())[:_MOST_WORDINGS]


def _cut(encoder: str, advance: Advance) -> Cut:
    rows = stored.labelled()[:_MOST_LABELLED]
    if not rows:
        return Cut(0.0, None, 0)
    vectors = embed(
        encoder, [text for text, _label in rows], "query", lambda done, total: advance("labels", done, total)
    )
    return choose_cut(vectors, [label for _text, label in rows])


def _grouped(wordings: list[list[Unknown]], vectors: Vectors, cut: Cut) -> list[Found]:
    """Subjects of several questions, and single ones that a person has answered: they come with a draft."""
    groups = cluster(vectors, cut.distance)
    found = []
    for number in np.unique(groups):
        places = np.flatnonzero(groups == number)
        near = nearness(vectors[places])
        order = np.argsort(-near, kind="stable")
        rows = [wordings[places[place]] for place in order]
        asked = sum(len(same) for same in rows)
        if asked > 1 or any(one.replied for same in rows for one in same):
            found.append(Found(rows, [float(near[place]) for place in order]))
    return found


def _named(groups: list[Found]) -> list[Found]:
    names = name_groups([one.texts for one in groups], stored.common_questions(limit=_MOST_COMMON))
    return [Found(one.rows, one.nearness, words) for one, words in zip(groups, names, strict=True)]


def _tried(found: Found, place: int, total: int, advance: Advance) -> Found:
    """Whether its most central question is answered by what is known now."""
    advance("asking", place, total)
    central = found.rows[0][0]
    try:
        answered = ladder.answer(text=central.text, language=central.language).is_answer
    except Overloaded:
        # Customers come first; the next run asks again.
        answered = False
    return Found(found.rows, found.nearness, found.words, answered)
