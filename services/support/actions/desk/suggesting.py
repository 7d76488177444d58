"""Answers for an agent to insert, edit and send: what the ladder would say without its thresholds."""

from dataclasses import dataclass, field

from modelkit.errors import ModelkitError
from services.support import models
from services.support.actions import prototypes, remembered
from services.support.actions.answer import scoring
from services.support.actions.answer.compose import compose
from services.support.actions.answer.intent import OUT_OF_SCOPE, certainty, reply_in_force
from services.support.actions.answer.outcome import Citation
from services.support.actions.answer.retrieve import NoKnowledge, find
from services.support.actions.answer.taught import match
from services.support.actions.engine import INTENT_MODEL, engine
from services.support.queries import conversations as stored

MOST = 4
# Below this a template is a guess that only costs reading time.
_WORTH_READING = 0.05


@dataclass(frozen=True)
class Suggestion:
    """`score` in 0–1 orders suggestions of one kind; `sources` say where the words come from."""

    text: str
    kind: str
    score: float
    name: str = ""
    sources: list[Citation] = field(default_factory=list)


def suggest(conversation: models.Conversation) -> list[Suggestion]:
    """For the last thing the customer asked; nothing while the model server is away."""
    asked = stored.last_question(conversation)
    if asked is None:
        return []
    language = conversation.language or "en"
    found: list[Suggestion] = []
    for source in (_taught, _templates, _articles):
        try:
            found += source(asked.text, language)
        except ModelkitError:
            continue
    return list({one.text: one for one in reversed(found)}.values())[::-1][:MOST]


def _taught(question: str, language: str) -> list[Suggestion]:
    taught = remembered.taught()
    hit = match(question, prototypes.nearest([question])[0], taught) if taught else None
    if hit is None:
        return []
    lesson, near = hit
    row = models.Correction.objects.filter(pk=lesson.correction).first()
    reply = reply_in_force(lesson.intent, language) if lesson.intent else None
    text = reply.text if reply else (row.text if row else "")
    return [Suggestion(text, "taught", near.cosine, row.question if row else "")] if text else []


def _templates(question: str, language: str) -> list[Suggestion]:
    prediction = engine().classify(INTENT_MODEL, [question])[0]["label"]
    ranked = sorted(prediction.scores.items(), key=lambda item: item[1], reverse=True)[:2]
    known = max(prediction.reject_score, 0.0)
    found = []
    for label, probability in ranked:
        reply = reply_in_force(label, language) if label != OUT_OF_SCOPE else None
        score = certainty(prediction) if label == prediction.label else known * probability
        if reply is not None and score >= _WORTH_READING:
            found.append(Suggestion(reply.text, "template", min(score, 1.0), label))
    return found


def _articles(question: str, language: str) -> list[Suggestion]:
    """One composed answer for each of the two best articles."""
    policy = remembered.policy()
    try:
        passages, _scorer = scoring.final_scores(
            question,
            find([question])[0],
            language=language,
            scorer=scoring.scorer_in_force(policy),
            weights=scoring.weights_in_force(policy),
        )
    except NoKnowledge:
        return []
    found = []
    for key in list(dict.fromkeys(passage.document for passage in passages))[:2]:
        of_one = [passage for passage in passages if passage.document == key]
        composed = compose(question, of_one)
        if composed.text:
            score = max(0.0, min(of_one[0].score, 1.0))
            found.append(Suggestion(composed.text, "article", score, of_one[0].title, composed.citations))
    return found
