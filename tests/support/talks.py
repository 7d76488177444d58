"""Conversations written by hand, as facts or as rows, each thing at its minute."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from services.support import models
from services.support.models.choices import Author, Rung, State
from services.support.queries.talks import Fact, Talk

BEGIN = datetime.fromisoformat("2026-03-02T09:00:00+00:00")


class Written:
    """`seconds` are from the conversation's beginning. Messages are numbered from 1."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self.messages = 0

    def asks(self, text: str = "Where is my card?", *, seconds: float = 0) -> "Written":
        return self._message(Author.VISITOR, seconds, text=text)

    def bot(self, *, seconds: float = 1, rung: str = Rung.TEMPLATE, to: int | None = None) -> "Written":
        return self._message(Author.BOT, seconds, text="…", rung=rung, replies_to=self.messages if to is None else to)

    def agent(self, *, seconds: float) -> "Written":
        return self._message(Author.AGENT, seconds, text="…")

    def thumb(self, value: int, *, message: int, seconds: float = 5) -> "Written":
        return self._fact("thumb", seconds, message=message, thumb=value)

    def state(self, state: State, *, seconds: float, agent: str = "", reason: str = "") -> "Written":
        return self._fact("state", seconds, state=state.value, agent=agent, reason=reason)

    @property
    def talk(self) -> Talk:
        return Talk(uuid4(), uuid4(), tuple(self.facts))

    def _message(self, author: str, seconds: float, **fields: Any) -> "Written":
        self.messages += 1
        return self._fact("message", seconds, author=author, message=self.messages, **fields)

    def _fact(self, kind: str, seconds: float, **fields: Any) -> "Written":
        at = BEGIN + timedelta(seconds=seconds)
        self.facts.append(Fact(len(self.facts) + 1, kind, at, **fields))
        return self


class Kept:
    """The same as rows: a conversation that began so many days ago."""

    def __init__(self, *, days: float = 20, visitor: models.Visitor | None = None) -> None:
        self.begin = timezone.now() - timedelta(days=days)
        self.row = models.Conversation.objects.create(
            visitor=visitor or models.Visitor.objects.create(), language="en", subject="…"
        )

    def says(self, author: Author, text: str, *, seconds: float, rung: str = "", to: int | None = None) -> int:
        message = self.row.messages.create(author=author, text=text)
        self._at(message, seconds)
        data = {"id": message.pk, "author": author.value, "text": text, "rung": rung or None, "in_reply_to": to}
        self.event("message", seconds=seconds, **data)
        return message.pk

    def event(self, kind: str, *, seconds: float, **data: Any) -> None:
        self.row.last_event += 1
        self.row.save(update_fields=["last_event"])
        self._at(self.row.events.create(number=self.row.last_event, kind=kind, data=data), seconds)

    def close(self, *, seconds: float) -> "Kept":
        moment = self.begin + timedelta(seconds=seconds)
        models.Conversation.objects.filter(pk=self.row.pk).update(state=State.CLOSED, closed_at=moment)
        self.event("closed", seconds=seconds)
        return self

    def rate(self, score: int, *, seconds: float) -> "Kept":
        rating = models.Rating.objects.create(conversation=self.row, score=score, channel="page")
        moment = self.begin + timedelta(seconds=seconds)
        models.Rating.objects.filter(pk=rating.pk).update(created_at=moment, updated_at=moment)
        return self

    def _at(self, row: Any, seconds: float) -> None:
        moment = self.begin + timedelta(seconds=seconds)
        type(row)._default_manager.filter(pk=row.pk).update(created_at=moment)


def go_well(*, days: float, score: int = 5, visitor: models.Visitor | None = None) -> Kept:
    talk = Kept(days=days, visitor=visitor)
    asked = talk.says(Author.VISITOR, "Where is my card?", seconds=0)
    talk.says(Author.BOT, "In the post.", seconds=1, rung=Rung.TEMPLATE, to=asked)
    talk.says(Author.VISITOR, "Thanks, that is helpful", seconds=20)
    return talk.close(seconds=60).rate(score, seconds=90)


def go_badly(*, days: float, score: int = 1, visitor: models.Visitor | None = None) -> Kept:
    talk = Kept(days=days, visitor=visitor)
    for number in range(3):
        asked = talk.says(Author.VISITOR, "Where is my card, this is ridiculous!!", seconds=60 * number)
        talk.says(Author.BOT, "I am not certain.", seconds=60 * number + 20, rung=Rung.HANDOVER, to=asked)
    talk.event("state", seconds=200, state="waiting", reason="below_threshold", agent=None)
    talk.says(Author.AGENT, "Let me look.", seconds=4_000)
    return talk.close(seconds=5_000).rate(score, seconds=5_100)
