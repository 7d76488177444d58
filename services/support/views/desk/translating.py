"""What was said in the language of the agent's pages, and what is to be said in the customer's, beside the original."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from services.support import models
from services.support.actions.desk.translating import NotTranslated, draft_answer, is_exact, translate
from shared.accounts.access import require_role


@require_GET
@require_role("agent")
def translation(request: HttpRequest, message_id: int) -> HttpResponse:
    message = get_object_or_404(models.Message, pk=message_id)
    context: dict[str, object]
    try:
        context = {"translation": translate(message, language=page_language())}
    except NotTranslated as error:
        context = {"error": str(error)}
    return render(request, "support/desk/_translation.html", context)


@require_POST
@require_role("agent")
def draft(request: HttpRequest, conversation_id: uuid.UUID) -> HttpResponse:
    """The agent's words for the customer, to be looked at and edited. Nothing is sent."""
    row = get_object_or_404(models.Conversation, pk=conversation_id)
    text = request.POST.get("text", "").strip()
    context: dict[str, object] = {"conversation": row, "text": text}
    if not text:
        context["error"] = _("Write something first.")
    else:
        try:
            context["translation"] = draft_answer(text, language=row.language)
        except NotTranslated as error:
            context["error"] = str(error)
    return render(request, "support/desk/_draft.html", context)


@require_POST
@require_role("agent")
def held(request: HttpRequest, conversation_id: uuid.UUID) -> HttpResponse:
    """What an edited draft says against the agent's words as they now stand."""
    text, drafted = request.POST.get("text", "").strip(), request.POST.get("drafted_from", "").strip()
    context = {
        "differs": not is_exact(text, request.POST.get("translation", "")),
        "is_stale": text.split() != drafted.split(),
    }
    return render(request, "support/desk/_draft_held.html", context)


def page_language() -> str:
    """As conversations name languages: "en" or "zh"."""
    return (get_language() or "en").split("-")[0]
