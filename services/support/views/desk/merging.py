"""Two conversations that are one: joined from the details beside the first, parted again from its thread."""

import re
import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from services.support.actions import conversations
from services.support.views.desk.acting import refusal_text, show_thread
from services.support.views.desk.organising import show_details
from shared.accounts.access import require_role, signed_in
from shared.errors import ServiceError

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_REFUSALS = {
    "other_customer": gettext_lazy(
        "These are two customers as far as we know. Tick the box if they are one person: from then on, whoever writes"
        " in the other conversation can read this one, too."
    ),
    "known_apart": gettext_lazy(
        "The company knows this conversation's customer by an id of their own. Merge the other one into this."
    ),
    "not_mergeable": gettext_lazy("These two cannot be joined: they are one already, or read on elsewhere."),
    "unknown_conversation": gettext_lazy("There is no such conversation. Paste the address of one at this desk."),
}


@require_POST
@require_role("agent")
def merge(request: HttpRequest, conversation_id: uuid.UUID) -> HttpResponse:
    """Into one that was chosen, or whose address was pasted; a pasted one counts."""
    found = _ID.findall((request.POST.get("address", "").strip() or request.POST.get("into", "")).lower())
    if not found:
        return show_details(request, conversation_id, error=_("Choose a conversation, or paste its address."))
    target = uuid.UUID(found[-1])
    try:
        conversations.merge(
            source=conversation_id,
            target=target,
            agent=signed_in(request),
            same_person=request.POST.get("same_person") == "1",
        )
    except ServiceError as error:
        told = str(_REFUSALS.get(error.code, refusal_text(error)))
        return show_details(request, conversation_id, error=told, pasted=str(target))
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("conversation", args=[target])})
    return redirect("conversation", target)


@require_POST
@require_role("agent")
def unmerge(request: HttpRequest, conversation_id: uuid.UUID, source_id: uuid.UUID) -> HttpResponse:
    """From either's thread; the one that is open is shown as it then stands."""
    try:
        conversations.unmerge(source=source_id, agent=signed_in(request))
    except ServiceError as error:
        return show_thread(request, conversation_id, error=str(_REFUSALS.get(error.code, refusal_text(error))))
    return show_thread(request, conversation_id)
