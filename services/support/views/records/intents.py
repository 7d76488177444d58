"""Intents with their example counts, and the answers that belong to one."""

from contextlib import suppress
from http import HTTPStatus
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from services.support import models
from services.support.actions import submissions
from services.support.actions.records import templates
from services.support.queries import records
from services.support.queries import submissions as stored
from services.support.views.paging import listing
from services.support.views.submissions import watched
from shared.accounts.access import require_role, signed_in

What = models.Submission.What
_ABOUT_INTENTS = (What.TEMPLATE, What.DELETION, What.INTENT)


class TemplateForm(forms.Form):
    """One answer. Times are read and shown in the time zone of whoever edits."""

    language = forms.RegexField(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", label=gettext_lazy("Language"), max_length=12)
    text = forms.CharField(label=gettext_lazy("Text"), widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}))
    valid_from = forms.DateTimeField(
        label=gettext_lazy("Valid from"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    valid_until = forms.DateTimeField(
        label=gettext_lazy("Valid until"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )


@require_GET
@require_role("editor")
def intents(request: HttpRequest) -> HttpResponse:
    search = request.GET.get("q", "").strip()
    context = {"listing": listing(request, records.intents(search=search), per_page=50), "search": search}
    return render(request, "support/records/intents.html", context)


@require_GET
@require_role("editor")
def intent(request: HttpRequest, name: str) -> HttpResponse:
    found = get_object_or_404(records.intents(), name=name)
    context = {
        "intent": found,
        "undecided": stored.undecided(what=_ABOUT_INTENTS).filter(intent=found),
        "templates": found.templates.order_by("language", "id"),
        "examples": records.examples(intent=name)[:12],
    }
    return render(request, "support/records/intent.html", context)


@require_http_methods(["GET", "POST"])
@require_role("editor")
def template(request: HttpRequest, name: str, template_id: int | None = None) -> HttpResponse:
    """Write a new answer, or change one."""
    parent = get_object_or_404(models.Intent, name=name)
    known = get_object_or_404(parent.templates, pk=template_id) if template_id else None
    return _edited(request, parent, known, known)


@require_http_methods(["GET", "POST"])
@require_role("editor")
def mend(request: HttpRequest, name: str, submission_id: UUID) -> HttpResponse:
    """Words that were held or failed, to be changed; what is handed in then takes their place."""
    parent, editor = get_object_or_404(models.Intent, name=name), signed_in(request)
    row = get_object_or_404(stored.submissions(), pk=submission_id, intent=parent, what=What.TEMPLATE)
    known = parent.templates.filter(pk=row.change["template"]).first()
    response = _edited(request, parent, known, submissions.draft_of(row))
    if response.status_code == HTTPStatus.FOUND:
        with suppress(submissions.AlreadySettled):
            submissions.set_aside(submission=row, actor=editor)
    return response


def _edited(
    request: HttpRequest,
    intent: models.Intent,
    known: models.AnswerTemplate | None,
    said: models.AnswerTemplate | templates.Draft | None,
) -> HttpResponse:
    names, editor = ("language", "text", "valid_from", "valid_until"), signed_in(request)
    form = TemplateForm(request.POST or None, initial={name: getattr(said, name) for name in names} if said else {})
    if form.is_valid():
        draft = templates.Draft(**form.cleaned_data)
        try:
            row = submissions.open_template(intent=intent, draft=draft, template=known, actor=editor, user=editor)
        except templates.TemplateRefused as refusal:
            form.add_error("text", str(refusal))
        else:
            return watched(row)
    context = {"intent": intent, "form": form, "template": known}
    return render(request, "support/records/template.html", context, status=400 if form.errors else 200)


@require_POST
@require_role("editor")
def delete_template(request: HttpRequest, name: str, template_id: int) -> HttpResponse:
    known = get_object_or_404(models.AnswerTemplate, pk=template_id, intent__name=name)
    editor = signed_in(request)
    return watched(submissions.open_deletion(known, actor=editor, user=editor))


@require_POST
@require_role("editor")
def enable(request: HttpRequest, name: str) -> HttpResponse:
    found, editor = get_object_or_404(models.Intent, name=name), signed_in(request)
    enabled = request.POST.get("enabled") == "1"
    return watched(submissions.open_enabling(found, enabled=enabled, actor=editor, user=editor))
