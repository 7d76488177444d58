"""The agents' queue, and one conversation as they read it."""

import json
from dataclasses import dataclass
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Case, Count, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, TextField, When
from django.db.models.functions import Cast
from django.utils import timezone

from services.support import models
from services.support.models.choices import Author, State
from services.support.queries import merges
from shared.accounts.models import User

# Who waits comes first, then who is being talked to; the assistant manages by itself.
_URGENCY = Case(
    When(state=State.WAITING, then=0),
    When(state=State.PERSON, then=1),
    When(state=State.BOT, then=2),
    default=3,
    output_field=IntegerField(),
)


@dataclass(frozen=True)
class Filters:
    """What narrows a view; empty is no narrowing. `team` is a number, `-` for conversations of no team.

    `words` look through every view: all of them in one message or note, or the company's own id of the customer.
    `sender` is a mail address that was searched for, as its keyed digest.
    """

    team: str = ""
    topic: str = ""
    language: str = ""
    tag: str = ""
    words: str = ""
    sender: str = ""


def queue(
    *, show: str, agent: Any, filters: Filters | None = None, by_unhappiness: bool = False
) -> QuerySet[models.Conversation]:
    """`show` is open, mine, mentions, snoozed, or a state. Conversations where nobody has written are left out.

    `by_unhappiness`: whoever is most likely to be unhappy comes first, waiting or not. What was searched for comes
    newest first, whatever its state.
    """
    filters = filters or Filters()
    newest = models.Message.objects.filter(conversation=OuterRef("pk")).exclude(author=Author.SYSTEM)
    newest = newest.order_by("-id")
    rows = models.Conversation.objects.select_related("assigned_to", "team", "prediction").annotate(
        urgency=_URGENCY,
        written_tags=Cast("tags", TextField()),
        last_text=Subquery(newest.values("text")[:1]),
        last_author=Subquery(newest.values("author")[:1]),
        last_at=Subquery(newest.values("created_at")[:1]),
    )
    rows = rows.filter(_narrowed(filters), last_at__isnull=False)
    if filters.words:
        return rows.filter(_found(filters)).order_by("-last_at", "id")
    rows = rows.filter(_shown(show, agent))
    urgent = ("urgency", "-priority", F("awaiting_since").asc(nulls_last=True), "-last_at", "id")
    if by_unhappiness:
        return rows.order_by(F("prediction__probability").desc(nulls_last=True), *urgent)
    return rows.order_by(*urgent)


def queue_counts(agent: Any) -> dict[str, int]:
    asleep = Q(snoozed_until__gt=timezone.now())
    counted = models.Conversation.objects.aggregate(
        waiting=Count("pk", filter=Q(state=State.WAITING) & ~asleep),
        mine=Count("pk", filter=Q(state=State.PERSON, assigned_to=agent) & ~asleep),
        snoozed=Count("pk", filter=asleep & ~Q(state=State.CLOSED)),
    )
    mentions = models.Mention.objects.filter(agent=agent, read_at=None)
    counted["mentions"] = mentions.values("note__conversation").distinct().count()
    return {name: int(count) for name, count in counted.items()}


def load(agent: Any) -> int:
    """Customers that somebody talks with now; what is put off takes no attention."""
    talking = models.Conversation.objects.filter(state=State.PERSON, assigned_to=agent)
    return talking.exclude(snoozed_until__gt=timezone.now()).count()


def waiting_for(agent: Any) -> QuerySet[models.Conversation]:
    """Whom the agent's teams may take, the most urgent first; whoever is in no team takes from all."""
    rows = models.Conversation.objects.filter(state=State.WAITING).exclude(snoozed_until__gt=timezone.now())
    teams = list(agent.teams.values_list("pk", flat=True))
    if teams:
        rows = rows.filter(Q(team__in=teams) | Q(team=None))
    return rows.order_by("-priority", "waiting_since", "id")


def history(conversation: models.Conversation, *, limit: int = 10) -> list[models.Conversation]:
    """What else this customer has talked about, the newest first."""
    rows = models.Conversation.objects.filter(visitor_id=conversation.visitor_id).exclude(pk=conversation.pk)
    return list(rows.exclude(subject="").order_by("-created_at")[:limit])


def mergeable(conversation: models.Conversation, *, limit: int = 10) -> list[models.Conversation]:
    """The same customer's others that it could be merged into."""
    return [one for one in history(conversation, limit=limit) if merges.of_source(one.pk) is None]


def notes(conversation: models.Conversation) -> QuerySet[models.Note]:
    return models.Note.objects.filter(conversation__in=merges.family(conversation.pk)).select_related("author")


def canned(*, search: str, language: str) -> list[models.CannedAnswer]:
    """By shortcut or words; the customer's language first, then what is used most."""
    rows = models.CannedAnswer.objects.all()
    if search:
        rows = rows.filter(Q(shortcut__icontains=search) | Q(text__icontains=search))
    return sorted(rows[:200], key=lambda row: (row.language != language, -row.used, row.shortcut))[:20]


def colleagues() -> list[tuple[Any, models.Seat | None, int]]:
    """Everybody who answers customers: their seat, and how many they talk with."""
    people = User.objects.filter(is_active=True).select_related("seat").order_by("first_name", "username")
    busy = models.Conversation.objects.filter(state=State.PERSON).values_list("assigned_to").annotate(n=Count("pk"))
    counts = dict(busy)
    return [(one, getattr(one, "seat", None), counts.get(one.pk, 0)) for one in people]


def facets() -> dict[str, list[Any]]:
    """What the open conversations can be narrowed by."""
    rows = models.Conversation.objects.exclude(state=State.CLOSED)
    tags = {tag for held in rows.exclude(tags=[]).values_list("tags", flat=True)[:2_000] for tag in held}
    return {
        "teams": list(models.Team.objects.all()),
        "topics": sorted(set(rows.exclude(topic="").values_list("topic", flat=True).distinct())),
        "languages": sorted(set(rows.exclude(language="").values_list("language", flat=True).distinct())),
        "tags": sorted(tags),
    }


def thread(conversation: models.Conversation) -> QuerySet[models.Message]:
    """All messages with who wrote them, and whether a trace explains them; of what was merged into it, too."""
    answers = models.Trace.objects.only("id", "answer_id", "rung", "reason", "confidence", "milliseconds")
    return (
        models.Message.objects.filter(conversation__in=merges.family(conversation.pk))
        .select_related("agent", "sent_mail")
        .prefetch_related(Prefetch("trace", queryset=answers), "attachments")
        .order_by("id")
    )


def trace_of(message: models.Message) -> models.Trace | None:
    """The trace of an answer; of a question, the run that decided to hand it over."""
    return models.Trace.objects.filter(Q(answer=message) | Q(question=message)).order_by("-id").first()


def _shown(show: str, agent: Any) -> Q:
    asleep = Q(snoozed_until__gt=timezone.now())
    if show == "mine":
        return Q(state=State.PERSON, assigned_to=agent) & ~asleep
    if show == "mentions":
        called = models.Mention.objects.filter(agent=agent, read_at=None)
        return Q(pk__in=called.values("note__conversation"))
    if show == "snoozed":
        return asleep & ~Q(state=State.CLOSED)
    if show in State.values:
        return Q(state=show) & ~asleep
    return ~Q(state=State.CLOSED) & ~asleep


def _found(filters: Filters) -> Q:
    customer = Q(visitor__external_id__iexact=filters.words)
    if filters.sender:
        customer |= Q(visitor__correspondent__digest=filters.sender)
    every = reduce(and_, (Q(text__icontains=word) for word in filters.words.split()))
    messages = models.Message.objects.exclude(author=Author.SYSTEM).filter(every)
    notes = models.Note.objects.filter(every)
    return customer | Q(pk__in=messages.values("conversation")) | Q(pk__in=notes.values("conversation"))


def _narrowed(filters: Filters) -> Q:
    wanted = Q()
    if filters.team:
        wanted &= Q(team=None) if filters.team == "-" else Q(team_id=int(filters.team))
    if filters.topic:
        wanted &= Q(topic=filters.topic)
    if filters.language:
        wanted &= Q(language=filters.language)
    if filters.tag:
        # Not every database looks inside JSON; the quotes keep "card" from finding "cardholder".
        escaped, plain = (json.dumps(filters.tag, ensure_ascii=flag) for flag in (True, False))
        wanted &= Q(written_tags__contains=escaped) | Q(written_tags__contains=plain)
    return wanted
