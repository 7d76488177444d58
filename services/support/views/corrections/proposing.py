"""Beside a conversation: "this should have been answered by …"."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from services.support import models, tasks
from services.support.actions import teaching
from services.support.queries import corrections as stored
from services.support.queries import desk
from services.support.views.corrections.form import CorrectionForm, Kind, intents
from shared.accounts.access import require_role, signed_in
from shared.errors import ServiceError


@require_http_methods(["GET", "POST"])
@require_role("agent")
def correct(request: HttpRequest, message_id: int) -> HttpResponse:
    message = get_object_or_404(models.Message.objects.select_related("conversation__visitor"), pk=message_id)
    form = CorrectionForm(request.POST or None, initial=_initial(message))
    proposed = None
    if form.is_valid():
        try:
            proposed = teaching.propose(proposal=form.proposal, author=signed_in(request), message=message)
            tasks.prepare_teaching.delay_on_commit()
        except ServiceError as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "message": message, "intents": intents(), "proposed": proposed}
    return render(request, "support/corrections/_correct.html", context)


def _initial(message: models.Message) -> dict[str, str]:
    """The question, what a colleague answered to it, and the intent that was recognised."""
    question = stored.source_question(message)
    by_person = stored.answer_by_person(question) if question else None
    trace = desk.trace_of(message)
    return {
        "question": question.text if question else "",
        "kind": Kind.TEMPLATE,
        "intent": trace.intent if trace else "",
        "text": by_person.text if by_person else "",
    }
