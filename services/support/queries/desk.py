"""The agents' queue, and one conversation as they read it."""

from typing import Any

from django.db.models import Case, Count, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, When

from services.support import models
from services.support.models.choices import Author, State

# Who waits comes first, then who is being talked to; the assistant manages by itself.
_URGENCY = Case(
    When(state=State.WAITING, then=0),
    When(state=State.PERSON, then=1),
    When(state=State.BOT, then=2),
    default=3,
    output_field=IntegerField(),
)


def queue(*, show: str, agent: Any) -> QuerySet[models.Conversation]:
    """`show` is open, mine, or a state. Empty conversations, where nobody has written, are left out."""
    newest = models.Message.objects.filter(conversation=OuterRef("pk")).exclude(author=Author.SYSTEM)
    newest = newest.order_by("-id")
    rows = models.Conversation.objects.select_related("assigned_to").annotate(
        urgency=_URGENCY,
        last_text=Subquery(newest.values("text")[:1]),
        last_author=Subquery(newest.values("author")[:1]),
        last_at=Subquery(newest.values("created_at")[:1]),
    )
    rows = rows.filter(_shown(show, agent), last_at__isnull=False)
    return rows.order_by("urgency", "waiting_since", "-last_at", "id")


def queue_counts(agent: Any) -> dict[str, int]:
    counted = models.Conversation.objects.aggregate(
        waiting=Count("pk", filter=Q(state=State.WAITING)),
        mine=Count("pk", filter=Q(state=State.PERSON, assigned_to=agent)),
    )
    return {name: int(count) for name, count in counted.items()}


def thread(conversation: models.Conversation) -> QuerySet[models.Message]:
    """All messages with who wrote them, and whether a trace explains them."""
    answers = models.Trace.objects.only("id", "answer_id", "rung", "reason", "confidence", "milliseconds")
    return (
        conversation.messages.select_related("agent")
        .prefetch_related(Prefetch("trace", queryset=answers))
        .order_by("id")
    )


def trace_of(message: models.Message) -> models.Trace | None:
    """The trace of an answer; of a question, the run that decided to hand it over."""
    return models.Trace.objects.filter(Q(answer=message) | Q(question=message)).order_by("-id").first()


def _shown(show: str, agent: Any) -> Q:
    if show == "mine":
        return Q(state=State.PERSON, assigned_to=agent)
    if show in State.values:
        return Q(state=show)
    return ~Q(state=State.CLOSED)
