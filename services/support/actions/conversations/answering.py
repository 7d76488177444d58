"""From a stored question to exactly one reply, whoever answers and whoever dies on the way."""

import logging
from datetime import timedelta
from time import monotonic, sleep

from django.db import DatabaseError, transaction

from modelkit.errors import Overloaded
from services.support import models
from services.support.actions import answer as ladder
from services.support.actions.answer.asking import Asking
from services.support.actions.answer.handover import hand_over
from services.support.actions.conversations.claims import Answering, Claim, claim, release, unclaimed
from services.support.actions.conversations.routing import team_for
from services.support.actions.conversations.rows import add_message, change_state, locked
from services.support.actions.conversations.turns import turns_of
from services.support.actions.shadow.noting import note
from services.support.actions.split.answering import Side, answer_on_side, record
from services.support.models.choices import Author, Reason, State

logger = logging.getLogger(__name__)

# What was found, and whose it was where an experiment runs.
Climbed = tuple[ladder.Answer, Side | None]

# A model server that restarts or is swamped gets more chances for as long as a customer waits without wondering.
_PATIENCE_SECONDS = 2.5
_PAUSE_SECONDS = 0.4
# A topic that is likelier than not is good enough to sort by.
_LIKELY = 0.5
# The web process answers fresh messages itself; the sweep is for what it left behind.
_LEFT_BEHIND = timedelta(seconds=3)


def answer_message(message_id: int) -> models.Message | None:
    """Claim it, climb the ladder outside any transaction, write the reply if the assistant may still speak."""
    claimed = claim(message_id)
    if claimed is None:
        return None
    climbed = _gave_up(claimed) if claimed.is_hopeless else _climb(claimed)
    if climbed is None:
        release(claimed)
        return None
    found, side = climbed
    reply = _write(claimed, found)
    if reply is not None:
        _watch(claimed, found, reply, side)
    return reply


def sweep_unanswered(*, limit: int = 100) -> int:
    """Answer what a killed process, a full queue or a restart left unanswered."""
    replies = [answer_message(message_id) for message_id in unclaimed(limit=limit, older_than=_LEFT_BEHIND)]
    return sum(reply is not None for reply in replies)


def _climb(claimed: Claim) -> Climbed | None:
    """Nothing when the server is swamped: the message goes back into the queue that its row is."""
    began = monotonic()
    while True:
        try:
            found = answer_on_side(claimed.message.conversation, lambda: _climb_once(claimed))
        except Overloaded:
            found = None
        if found is not None and found[0].reason != Reason.ENGINE_DOWN:
            return found
        if monotonic() - began > _PATIENCE_SECONDS:
            return found
        # No condition to wait for: a server that refuses connections does not say when it is back.
        sleep(_PAUSE_SECONDS)


def _climb_once(claimed: Claim) -> ladder.Answer:
    return ladder.answer(
        text=claimed.message.text,
        hint=claimed.language,
        context=turns_of(claimed.message),
        unhappy_count=claimed.unhappy_count,
    )


def _gave_up(claimed: Claim) -> Climbed:
    asking = Asking(text=claimed.message.text, language=claimed.language or "en")
    asking.steps.append({"step": "engine", "error": "gave_up", "attempts": claimed.message.attempts})
    return hand_over(asking, Reason.ENGINE_DOWN), None


def _write(claimed: Claim, found: ladder.Answer) -> models.Message | None:
    """One transaction decides: still the assistant's turn, still the same epoch, still no reply."""
    with locked(claimed.message.conversation_id) as row:
        question = row.messages.filter(pk=claimed.message.pk, answering=Answering.CLAIMED).first()
        if question is None or row.state != State.BOT or row.epoch != claimed.epoch:
            return None
        reply = add_message(
            row,
            author=Author.BOT,
            text=found.text,
            rung=found.rung.value,
            citations=[citation.as_dict() for citation in found.citations],
            in_reply_to=question,
        )
        question.answering, question.claimed_until = Answering.DONE, None
        question.save(update_fields=["answering", "claimed_until"])
        _settle(row, found)
        keep_trace(found, question=question, reply=reply)
        return reply


def _watch(claimed: Claim, found: ladder.Answer, reply: models.Message, side: Side | None) -> None:
    """The customer has the answer; nothing that goes wrong here may look as if they had not."""
    try:
        with transaction.atomic():
            if side is not None:
                record(side, conversation=claimed.message.conversation, trace=reply.trace)
            note(
                question=claimed.message,
                trace=reply.trace,
                found=found,
                hint=claimed.language,
                unhappy_count=claimed.unhappy_count,
            )
    except DatabaseError:
        logger.exception("answer_not_watched", extra={"question": claimed.message.pk})


def _settle(row: models.Conversation, found: ladder.Answer) -> None:
    row.language = found.language
    row.unhappy_count += found.found_unhappy
    row.topic = found.intent or _recognised(found) or row.topic
    row.save(update_fields=["language", "unhappy_count", "topic"])
    if found.calls_a_person:
        row.team = row.team or team_for(topic=row.topic, language=row.language)
        change_state(row, State.WAITING, reason=found.reason.value)


def _recognised(found: ladder.Answer) -> str:
    """The likeliest intent, though not certain enough to answer with: good enough to sort by."""
    seen = next((step for step in found.trace_steps if step.get("step") == "intent"), {})
    return str(seen.get("label", "")) if seen.get("probability", 0.0) >= _LIKELY else ""


def keep_trace(
    found: ladder.Answer, *, question: models.Message | None = None, reply: models.Message | None = None
) -> models.Trace:
    return models.Trace.objects.create(
        question=question,
        answer=reply,
        text=found.question,
        language=found.language,
        rung=found.rung,
        reason=found.reason,
        intent=found.intent,
        confidence=found.confidence,
        steps=list(found.trace_steps),
        versions=dict(found.versions),
        milliseconds=found.milliseconds,
    )
