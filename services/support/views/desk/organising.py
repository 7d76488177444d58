"""Beside the talking: the panel with what is known of a conversation, and everything that sorts it."""

import uuid
from collections.abc import Callable
from datetime import datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from services.support import models
from services.support.actions import desk as acting
from services.support.actions.conversations.refusals import EmptyMessage
from services.support.actions.desk.suggesting import suggest
from services.support.queries import desk as stored
from services.support.queries import merges
from services.support.views.desk.acting import refusal_text, show_thread
from shared.accounts.access import require_role, signed_in
from shared.accounts.models import User
from shared.errors import ServiceError

_SNOOZES: dict[str, timedelta] = {"hour": timedelta(hours=1), "hours": timedelta(hours=4)}


@require_GET
@require_role("agent")
def details(request: HttpRequest, conversation_id: uuid.UUID) -> HttpResponse:
    return show_details(request, conversation_id)


@require_GET
@require_role("agent")
def suggestions(request: HttpRequest, conversation_id: uuid.UUID) -> HttpResponse:
    row = get_object_or_404(models.Conversation, pk=conversation_id)
    context = {"conversation": row, "suggestions": suggest(row)}
    return render(request, "support/desk/_suggestions.html", context)


@require_POST
@require_role("agent")
def organise(request: HttpRequest, conversation_id: uuid.UUID) -> HttpResponse:
    """One form for priority, team, tags and rest: whichever field is sent is set."""
    agent, given = signed_in(request), request.POST

    def act() -> None:
        if given.get("priority", "").lstrip("-").isdecimal():
            acting.set_priority(conversation=conversation_id, agent=agent, priority=int(given["priority"]))
        if "team" in given:
            team = models.Team.objects.filter(pk=int(given["team"])).first() if given["team"].isdecimal() else None
            acting.set_team(conversation=conversation_id, agent=agent, team=team)
        if "tags" in given:
            acting.set_tags(conversation=conversation_id, agent=agent, tags=given["tags"].split(","))
        if "snooze" in given:
            acting.snooze(conversation=conversation_id, agent=agent, until=until(given["snooze"]))
        if given.get("to", "").isdecimal():
            to = get_object_or_404(User, pk=int(given["to"]))
            acting.assign(conversation=conversation_id, agent=agent, to=to, force=given.get("force") == "1")

    return _done(request, conversation_id, act)


@require_POST
@require_role("agent")
def note(request: HttpRequest, conversation_id: uuid.UUID) -> HttpResponse:
    text = request.POST.get("text", "")
    try:
        acting.add_note(conversation=conversation_id, agent=signed_in(request), text=text)
    except EmptyMessage:
        return show_thread(request, conversation_id, error=_("Write something first."))
    return show_thread(request, conversation_id)


@require_POST
@require_role("agent")
def take_next(request: HttpRequest) -> HttpResponse:
    try:
        row = acting.take_next(agent=signed_in(request))
    except ServiceError as error:
        return render(request, "support/desk/_next.html", {"error": refusal_text(error)})
    if row is None:
        return render(request, "support/desk/_next.html", {"error": _("Nobody is waiting.")})
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("conversation", args=[row.pk])})
    return redirect("conversation", row.pk)


@require_POST
@require_role("agent")
def presence(request: HttpRequest) -> HttpResponse:
    acting.set_away(agent=signed_in(request), away=request.POST.get("away") == "1")
    return redirect("desk")


def _done(request: HttpRequest, conversation_id: uuid.UUID, act: Callable[[], None]) -> HttpResponse:
    error = ""
    try:
        act()
    except ServiceError as refusal:
        error = refusal_text(refusal)
    if not request.headers.get("HX-Request"):
        return redirect("conversation", conversation_id)
    return show_details(request, conversation_id, error=error)


def show_details(
    request: HttpRequest, conversation_id: uuid.UUID, *, error: str = "", pasted: str = ""
) -> HttpResponse:
    """The panel beside the thread; `pasted` is another conversation that was to be merged with."""
    rows = models.Conversation.objects.select_related("assigned_to", "visitor", "team")
    row = get_object_or_404(rows, pk=conversation_id)
    context = {
        "conversation": row,
        "priorities": models.Priority.choices,
        "teams": models.Team.objects.all(),
        "colleagues": stored.colleagues(),
        "mergeable": stored.mergeable(row) if merges.of_source(row.pk) is None else None,
        "pasted": pasted,
        "history": stored.history(row),
        "is_asleep": row.snoozed_until is not None and row.snoozed_until > timezone.now(),
        "tags": ", ".join(row.tags),
        "error": error,
    }
    return render(request, "support/desk/_details.html", context)


def until(choice: str) -> datetime | None:
    """`hour`, `hours` (four), `tomorrow` (at nine, by the agent's clock); anything else wakes it."""
    if choice == "tomorrow":
        day = timezone.localdate() + timedelta(days=1)
        return datetime.combine(day, time(9), tzinfo=timezone.get_current_timezone())
    return timezone.now() + _SNOOZES[choice] if choice in _SNOOZES else None
