"""Several conversations of the queue at once: what can be done with them, and what became of each."""

import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from services.support import models
from services.support.actions import conversations
from services.support.actions import desk as acting
from services.support.actions.desk.organising import DeskRefused
from services.support.actions.desk.several import Outcome
from services.support.queries import desk as stored
from services.support.views.desk.acting import refusal_text
from services.support.views.desk.organising import until
from services.support.views.desk.reading import QUEUE_LENGTH
from shared.accounts.access import require_role, signed_in
from shared.accounts.models import User
from shared.errors import ServiceError

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
Deed = Callable[[uuid.UUID], object]


@require_http_methods(["GET", "POST"])
@require_role("agent")
def several(request: HttpRequest) -> HttpResponse:
    """The bar's choices; and what was chosen, done."""
    if request.method == "GET":
        return render(request, "support/desk/_several.html", _choices())
    try:
        outcome = acting.do_for_each(conversations=_chosen(request), act=_deed(request))
    except ServiceError as refusal:
        return render(request, "support/desk/_several_told.html", {"error": str(refusal)})
    return render(request, "support/desk/_several_told.html", _told(outcome))


def _choices() -> dict[str, object]:
    return {
        "colleagues": stored.colleagues(),
        "teams": models.Team.objects.all(),
        "priorities": models.Priority.choices,
    }


def _chosen(request: HttpRequest) -> list[uuid.UUID]:
    """No more than a queue shows: whatever is done, the agent has seen."""
    chosen = [uuid.UUID(one) for one in request.POST.getlist("chosen") if _ID.fullmatch(one)]
    if not chosen:
        raise DeskRefused(_("Choose conversations first."))
    if len(chosen) > QUEUE_LENGTH:
        raise DeskRefused(_("Choose %(count)d conversations at most.") % {"count": QUEUE_LENGTH})
    return chosen


def _deed(request: HttpRequest) -> Deed:
    """What `what` names: `close`, `tags`, or one of the others with its value behind a colon."""
    agent = signed_in(request)
    kind, _colon, value = request.POST.get("what", "").partition(":")
    number = int(value) if value.isdecimal() and len(value) < 10 else -1
    if kind == "close":
        return lambda key: conversations.close(conversation=key, agent=agent)
    if kind == "to" and (to := User.objects.filter(pk=number).first()):
        return lambda key: acting.assign(conversation=key, agent=agent, to=to)
    team = models.Team.objects.filter(pk=number).first() if kind == "team" else None
    if kind == "team" and (team or not value):
        return lambda key: acting.set_team(conversation=key, agent=agent, team=team)
    if kind == "priority":
        return lambda key: acting.set_priority(conversation=key, agent=agent, priority=number)
    if kind == "snooze":
        moment = until(value)
        return lambda key: acting.snooze(conversation=key, agent=agent, until=moment)
    if kind == "tags":
        tags = _tags(request)
        return lambda key: acting.add_tags(conversation=key, agent=agent, tags=tags)
    raise DeskRefused(_("Choose what to do with them."))


def _tags(request: HttpRequest) -> list[str]:
    written = request.POST.get("tags", "").replace("，", ",").split(",")
    if not (tags := [tag.strip() for tag in written if tag.strip()]):
        raise DeskRefused(_("Write a tag first."))
    return tags


def _told(outcome: Outcome) -> dict[str, object]:
    known = models.Conversation.objects.in_bulk(outcome.refused)
    refused = [(key, known.get(key), _reason(why)) for key, why in outcome.refused.items()]
    return {"done": len(outcome.done), "refused": refused}


def _reason(error: ServiceError) -> str:
    # The general words for a conflict speak of taking over, which is not what was asked for here.
    return str(error) if error.code == "state_conflict" else refusal_text(error)
