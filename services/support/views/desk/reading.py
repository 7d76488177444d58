"""The desk's pages and the parts of them that are fetched again when something happens."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from services.support import models
from services.support.models.choices import State
from services.support.queries import desk as stored
from services.support.views.desk.ladder import read_trace
from shared.accounts.access import require_role, signed_in

QUEUE_LENGTH = 60
_TABS = ("open", "waiting", "mine", "bot", "closed")


@require_GET
@require_role("agent")
def desk(request: HttpRequest) -> HttpResponse:
    return render(request, "support/desk/desk.html", _queue_context(request))


@require_GET
@require_role("agent")
def conversation(request: HttpRequest, conversation_id: uuid.UUID) -> HttpResponse:
    context = _queue_context(request) | thread_context(request, conversation_id)
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
    found = get_object_or_404(models.Conversation.objects.select_related("assigned_to", "visitor"), pk=conversation_id)
    is_mine = found.state == State.PERSON and found.assigned_to_id == signed_in(request).pk
    return {"conversation": found, "thread": stored.thread(found), "is_mine": is_mine}


def _queue_context(request: HttpRequest) -> dict[str, object]:
    agent = signed_in(request)
    show = request.GET.get("show", "open")
    show = show if show in _TABS else "open"
    rows = stored.queue(show=show, agent=agent)
    return {
        "show": show,
        "queue": rows[:QUEUE_LENGTH],
        "queue_counts": stored.queue_counts(agent),
        "is_longer": rows.count() > QUEUE_LENGTH,
        "opened": request.GET.get("opened", ""),
    }
