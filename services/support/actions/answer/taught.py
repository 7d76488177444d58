"""The rung that learned last: a question that a person has corrected, or one that means the same."""

from collections.abc import Mapping
from typing import Any

from services.support.actions import prototypes, remembered
from services.support.actions.answer.asking import Asking
from services.support.actions.answer.compose import compose
from services.support.actions.answer.intent import reply_in_force
from services.support.actions.answer.outcome import Answer, Passage
from services.support.actions.answer.similarity import Nearness, nearness
from services.support.actions.limits import threshold_for
from services.support.actions.prototypes import Near
from services.support.actions.records.masking import digest
from services.support.models.choices import Reason, Rung
from services.support.queries import answers
from services.support.queries.corrections import Lesson, Taught

EXACTLY = 1.0


def answer_as_taught(asking: Asking) -> Answer | None:
    """The corrected answer, for the same words or near enough ones; nothing where nobody has corrected yet."""
    taught = remembered.taught()
    if not taught:
        return None
    with asking.step("taught") as seen:
        lesson, confidence = _lesson(asking, taught, seen)
    return _follow(asking, lesson, confidence) if lesson else None


def match(question: str, near: list[Near], taught: Taught) -> tuple[Lesson, Nearness] | None:
    """The lesson of the nearest corrected question, and how near it is."""
    intents = _intents(near, taught)
    found = nearness(
        [one.cosine for one in near],
        [one.id in taught.by_id for one in near],
        lambda a, b: intents[near[a].id] == intents[near[b].id],
    )
    return (taught.by_id[near[found.place].id], found) if found else None


def _lesson(asking: Asking, taught: Taught, seen: dict[str, Any]) -> tuple[Lesson | None, float]:
    """With what is shown to agents noted in `seen`."""
    if exact := taught.by_digest.get(digest(asking.variants[0])):
        seen |= {"correction": exact.correction, "exact": True, "accepted": True}
        return exact, EXACTLY
    policy = remembered.policy()
    weights = policy.taught.get("weights")
    needed = threshold_for(policy.taught, policy.max_wrong_share, confident=policy.confident)["threshold"]
    if not weights or needed is None:
        seen["skipped"] = "not_calibrated"
        return None, 0.0
    found = match(asking.variants[0], prototypes.nearest(asking.variants[:1])[0], taught)
    if found is None:
        seen["skipped"] = "nothing_near"
        return None, 0.0
    lesson, near = found
    chance = near.chance(weights)
    seen |= {
        "correction": lesson.correction,
        "cosine": round(near.cosine, 4),
        "lead": round(near.lead, 4),
        "score": round(chance, 4),
        "threshold": round(needed, 4),
        "accepted": chance >= needed,
    }
    return (lesson if chance >= needed else None), chance


def _intents(near: list[Near], taught: Taught) -> Mapping[str, object]:
    """What each neighbour leads to: a lesson's target, or the intent of an example of the records."""
    plain = [one.id for one in near if one.id not in taught.by_id]
    named = answers.intents_of(plain) if len(plain) < len(near) else {}
    unknown = {one: (one, "", "") for one in plain}
    known = {one: (name, "", "") for one, name in named.items() if name}
    return {**unknown, **known, **{one.id: taught.by_id[one.id].target for one in near if one.id in taught.by_id}}


def _follow(asking: Asking, lesson: Lesson, confidence: float) -> Answer | None:
    """Nothing where the template or the section has gone since."""
    if not lesson.intent:
        return _from_section(asking, lesson, confidence)
    reply = reply_in_force(lesson.intent, asking.language)
    if reply is None:
        return None
    return asking.conclude(
        reply.text, rung=Rung.TEMPLATE, reason=Reason.TAUGHT, confidence=confidence, intent=lesson.intent
    )


def _from_section(asking: Asking, lesson: Lesson, confidence: float) -> Answer | None:
    chunks = remembered.knowledge() or answers
    rows = chunks.section_chunks(lesson.document_key, lesson.heading)
    if not rows:
        return None
    passages = [_passage(row) for row in rows]
    with asking.step("compose") as seen:
        composed = compose(asking.text, passages)
        seen |= {"sources": [citation.chunk for citation in composed.citations], "fits": composed.fits}
    return asking.conclude(
        composed.text,
        rung=Rung.COMPOSED,
        reason=Reason.TAUGHT,
        citations=composed.citations,
        confidence=confidence,
    )


def _passage(row: Mapping[str, Any]) -> Passage:
    return Passage(
        chunk=row["chunk"],
        document=row["key"],
        title=row["title"],
        heading=" › ".join(row["path"]),
        url=row["url"],
        version=row["version"],
        language=row["language"],
        text=row["text"],
        score=EXACTLY,
        fused=EXACTLY,
        dense=EXACTLY,
        lexical=0.0,
    )
