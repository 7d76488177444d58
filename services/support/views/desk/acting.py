"""What an agent does in a conversation. Each gives the thread as it then stands."""

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from services.support.actions import conversations
from services.support.views.desk.reading import thread_context
from shared.accounts.access import require_role, signed_in
from shared.errors import ServiceError

_REFUSALS = {
    "taken_by_another": gettext_lazy("A colleague is with this customer."),
    "state_conflict": gettext_lazy("Things have changed meanwhile. Take the conversation over first."),
    "at_capacity": gettext_lazy("That is as many customers as one agent takes at once."),
    "empty_message": gettext_lazy("Write something first."),
}


@require_POST
@require_role("agent")
def take_over(request: HttpRequest, conversation_id: uuid.UUID) -> HttpResponse:
    agent = signed_in(request)
    return _done(request, conversation_id, lambda: conversations.take_over(conversation=conversation_id, agent=agent))


@require_POST
@require_role("agent")
def reply(request: HttpRequest, conversation_id: uuid.UUID) -> HttpResponse:
    agent, written = signed_in(request), request.POST.get("text", "").strip()
    client_id = request.POST.get("client_id", "")[:64]
    # Where a translation stands beside the agent's own words, the customer gets that, and never the words by mistake.
    translated = "translation" in request.POST
    text = request.POST["translation"].strip() if translated else written
    if not text:
        return show_thread(request, conversation_id, error=_("Write something first."))
    return _done(
        request,
        conversation_id,
        lambda: conversations.post_agent_message(
            conversation=conversation_id,
            agent=agent,
            text=text,
            client_id=client_id,
            original=written if translated else "",
        ),
    )


@require_POST
@require_role("agent")
def hand_back(request: HttpRequest, conversation_id: uuid.UUID) -> HttpResponse:
    agent = signed_in(request)
    return _done(request, conversation_id, lambda: conversations.hand_back(conversation=conversation_id, agent=agent))


@require_POST
@require_role("agent")
def close(request: HttpRequest, conversation_id: uuid.UUID) -> HttpResponse:
    agent = signed_in(request)
    return _done(request, conversation_id, lambda: conversations.close(conversation=conversation_id, agent=agent))


def _done(request: HttpRequest, conversation_id: uuid.UUID, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except ServiceError as error:
        # Somebody else was faster, or the customer left: show how things stand now.
        return show_thread(request, conversation_id, error=refusal_text(error))
    return show_thread(request, conversation_id)


def refusal_text(error: ServiceError) -> str:
    """In the agent's language, where we have words for it."""
    return str(_REFUSALS.get(error.code, error))


def show_thread(request: HttpRequest, conversation_id: uuid.UUID, *, error: str = "") -> HttpResponse:
    """The thread as it now stands, for htmx; the page, for a plain form."""
    if not request.headers.get("HX-Request"):
        return redirect("conversation", conversation_id)
    context = thread_context(request, conversation_id) | {"error": error}
    return render(request, "support/desk/_thread.html", context)
