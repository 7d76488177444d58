"""Past conversations: each customer's turn with the agent's next one is a question and its best answer."""

import itertools
from collections.abc import Iterator
from typing import Any

from modelkit.data.text import detect_language
from services.support import models
from services.support.actions.records.examples import split_of
from services.support.actions.records.languages import language_of
from services.support.actions.records.masking import digest, masked
from services.support.actions.records.pairs import add_pairs, make_pair
from shared.uploads.rows import Row

# What a machine or a form said stands between a question and an answer, and is neither.
_OTHERS = "other"
# Thanks and greetings teach a retriever nothing. In bytes of UTF-8: a Chinese character says as much as three letters,
# and takes as much room.
_MIN_QUESTION = 8
_MIN_ANSWER = 20
_ROLES = {
    "customer": "customer",
    "user": "customer",
    "visitor": "customer",
    "agent": "agent",
    "assistant": "agent",
    "bot": _OTHERS,
    "system": _OTHERS,
}


def store(rows: list[Row], batch: models.ImportBatch) -> tuple[int, int]:
    pairs = []
    for row in rows:
        turns = list(_turns(row))
        if row.problems:
            continue
        questions = list(_pairs(turns))
        pairs += [
            make_pair(
                question=question,
                answer=answer,
                language=language_of(row, question),
                split=split_of(questions[0][0]),
                batch=batch,
            )
            for question, answer in questions
        ]
        _add_example(row, turns, batch)
    added = add_pairs(pairs)
    return added, len(pairs) - added


def _turns(row: Row) -> Iterator[tuple[str, str]]:
    messages = row.fields.get("messages")
    if not isinstance(messages, list) or not messages:
        row.reject("messages", "There is none.", 'Give [{"role": "customer", "text": "…"}].')
        return
    for message in messages:
        role = _ROLES.get(str(_get(message, "role")).lower())
        text = _get(message, "text") or _get(message, "content")
        if role is None or not isinstance(text, str) or not text.strip():
            row.reject("messages", "One lacks its role or text.", "Roles are customer and agent.")
            return
        yield role, masked(text)


def _pairs(turns: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for (role, text), (next_role, answer) in itertools.pairwise(turns):
        if (role, next_role) == ("customer", "agent") and _says(text, _MIN_QUESTION) and _says(answer, _MIN_ANSWER):
            yield text, answer


def _says(text: str, least: int) -> bool:
    return len(text.encode()) >= least


def _add_example(row: Row, turns: list[tuple[str, str]], batch: models.ImportBatch) -> None:
    """The opening turn of a conversation that an agent filed under an intent is one more example of it."""
    name = row.text("intent", required=False, limit=100)
    opening = next((text for role, text in turns if role == "customer"), "")
    intent = models.Intent.objects.filter(name=name).first() if name else None
    if name and intent is None:
        row.reject("intent", f"There is no intent '{name}'.", "Import the intents first.")
    elif intent and _says(opening, _MIN_QUESTION):
        models.Example.objects.get_or_create(
            text_hash=digest(opening),
            defaults={
                "intent": intent,
                "text": opening,
                "language": detect_language(opening),
                "split": split_of(opening),
                "batch": batch,
            },
        )


def _get(message: Any, name: str) -> Any:
    return message.get(name) if isinstance(message, dict) else None
