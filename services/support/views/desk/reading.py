"""The desk's pages and the parts of them that are fetched again when something happens."""

import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from services.support import models
from services.support.actions import desk as acting
from services.support.actions import generator, remembered
from services.support.actions.desk.presence import seat_of
from services.support.actions.desk.translating import is_foreign
from services.support.actions.mail.addresses import digest_of
from services.support.actions.mail.reading.headers import normalised
from services.support.models.choices import State
from services.support.queries import desk as stored
from services.support.queries import events, merges
from services.support.views.desk.clocks import Clock, clock_of
from services.support.views.desk.foresight import Foresight, foresight_of
from services.support.views.desk.ladder import read_trace
from services.support.views.desk.translating import page_language
from shared.accounts.access import require_role, signed_in

QUEUE_LENGTH = 60
_TABS = ("open", "waiting", "mine", "mentions", "bot", "snoozed", "closed")


@dataclass(frozen=True)
class Row:
    """A conversation in the queue, and its clock."""

    conversation: models.Conversation
    clock: Clock | None
    foresight: Foresight | None

    @property
    def pk(self) -> uuid.UUID:
        return self.conversation.pk


@require_GET
@require_role("agent")
def desk(request: HttpRequest) -> HttpResponse:
    return render(request, "support/desk/desk.html", _page_context(request))


@require_GET
@require_role("agent")
def conversation(request: HttpRequest, conversation_id: uuid.UUID) -> HttpResponse:
    context = _page_context(request) | thread_context(request, conversation_id)
    return render(request, "support/desk/desk.html", context)


@require_GET
@require_role("agent")
def queue(request: HttpRequest) -> HttpResponse:
    return render(request, "support/desk/_queue.html", _queue_context(request))


@require_GET
@require_role("agent")
def thread(request: HttpRequest, conversation_id: uuid.UUID) -> HttpResponse:
    return render(request, "support/desk/_thread.html", thread_context(request, conversation_id))


@require_GET
@require_role("agent")
def why(request: HttpRequest, message_id: int) -> HttpResponse:
    message = get_object_or_404(models.Message, pk=message_id)
    trace = stored.trace_of(message)
    context = {"trace": trace, "rungs": read_trace(trace) if trace else [], "message": message}
    return render(request, "support/desk/_why.html", context)


def thread_context(request: HttpRequest, conversation_id: uuid.UUID) -> dict[str, object]:
    rows = models.Conversation.objects.select_related("assigned_to", "visitor", "team", "prediction")
    found = get_object_or_404(rows, pk=conversation_id)
    agent = signed_in(request)
    is_mine = found.state == State.PERSON and found.assigned_to_id == agent.pk
    acting.read_mentions(conversation=found, agent=agent)
    return {
        "conversation": found,
        "thread": in_order(stored.thread(found), stored.notes(found)),
        "is_mine": is_mine,
        "clock": clock_of(found),
        "foresight": foresight_of(found),
        "merged_into": merges.of_source(found.pk),
        "merged": merges.into(found.pk),
        "can_translate": generator.is_configured(),
        "translates": is_foreign(found, page_language()),
    }


def in_order(messages: Iterable[models.Message], notes: Iterable[models.Note]) -> list[models.Message | models.Note]:
    """What was said and what was noted, as it happened."""
    return sorted([*messages, *notes], key=lambda one: (one.created_at, one.pk))


def _page_context(request: HttpRequest) -> dict[str, object]:
    # Read before the queue: what happens while the page is on its way is told by its stream.
    newest = events.newest_id()
    teams = list(signed_in(request).teams.values_list("pk", flat=True))
    return {**_queue_context(request), "my_teams": teams, "newest_event": newest}


def _queue_context(request: HttpRequest) -> dict[str, object]:
    agent = signed_in(request)
    acting.be_seen(agent)
    show = request.GET.get("show", "open")
    show = show if show in _TABS else "open"
    filters = _filters(request)
    foresees = remembered.forecast() is not None
    by_unhappiness = foresees and not filters.words and request.GET.get("order") == "unhappy"
    rows = stored.queue(show=show, agent=agent, filters=filters, by_unhappiness=by_unhappiness)
    shown = list(rows[: QUEUE_LENGTH + 1])
    return {
        "show": show,
        "filters": filters,
        "facets": stored.facets(),
        "foresees": foresees,
        "by_unhappiness": by_unhappiness,
        "query": _query(show, filters, by_unhappiness),
        "queue": [Row(one, clock_of(one), foresight_of(one)) for one in shown[:QUEUE_LENGTH]],
        "queue_counts": stored.queue_counts(agent),
        "seat": seat_of(agent),
        "load": stored.load(agent),
        "is_longer": len(shown) > QUEUE_LENGTH,
        "opened": request.GET.get("opened", ""),
    }


def _query(show: str, filters: stored.Filters, by_unhappiness: bool) -> str:
    """What keeps a list as it is when one of its conversations is opened."""
    narrowed = {name: value for name, value in asdict(filters).items() if value and name != "sender"}
    return urlencode({"show": show, **narrowed, **({"order": "unhappy"} if by_unhappiness else {})})


def _filters(request: HttpRequest) -> stored.Filters:
    names = ("team", "topic", "language", "tag", "words")
    given = {name: request.GET.get(name, "").replace("\x00", "").strip()[:100] for name in names}
    if given["team"] != "-" and not (given["team"].isdecimal() and len(given["team"]) < 10):
        given["team"] = ""
    sender = digest_of(normalised(given["words"])) if "@" in given["words"] else ""
    return stored.Filters(**given, sender=sender)
