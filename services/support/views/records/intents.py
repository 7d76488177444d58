"""Intents with their example counts, and the answers that belong to one."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from services.support import models, tasks
from services.support.actions.gate import ChangeHeld
from services.support.actions.records import templates
from services.support.queries import records
from services.support.views.held import forced, held_page
from services.support.views.paging import listing
from shared.accounts.access import require_role, signed_in
from shared.audit import actions as audit


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
    form = TemplateForm(request.POST or None, initial=_initial(known))
    held: ChangeHeld | None = None
    if form.is_valid():
        try:
            saved = templates.save_template(
                intent=parent, template=known, force=forced(request), actor=signed_in(request), **form.cleaned_data
            )
        except templates.TemplateRefused as refusal:
            form.add_error("text", str(refusal))
        except ChangeHeld as refusal:
            held = refusal
        else:
            audit.record(actor=signed_in(request), action="template_saved", target=saved)
            tasks.ask_cases.delay_on_commit()
            messages.success(request, _("Saved. Customers read it from now on."))
            return redirect("intent", name)
    context = {"intent": parent, "form": form, "template": known, "held": held}
    return render(
        request, "support/records/template.html", context, status=409 if held else 400 if form.errors else 200
    )


@require_POST
@require_role("editor")
def delete_template(request: HttpRequest, name: str, template_id: int) -> HttpResponse:
    known = get_object_or_404(models.AnswerTemplate, pk=template_id, intent__name=name)
    try:
        templates.delete_template(template=known, force=forced(request), actor=signed_in(request))
    except ChangeHeld as held:
        return held_page(request, held, title=_("Delete this answer"), back=reverse("intent", args=[name]))
    audit.record(actor=signed_in(request), action="template_deleted", intent=name, template=template_id)
    tasks.ask_cases.delay_on_commit()
    messages.success(request, _("The answer is deleted."))
    return redirect("intent", name)


@require_POST
@require_role("editor")
def enable(request: HttpRequest, name: str) -> HttpResponse:
    found = get_object_or_404(models.Intent, name=name)
    enabled = request.POST.get("enabled") == "1"
    try:
        templates.set_enabled(intent=found, enabled=enabled, force=forced(request), actor=signed_in(request))
    except ChangeHeld as held:
        return held_page(request, held, title=str(found), back=reverse("intent", args=[name]))
    audit.record(actor=signed_in(request), action="intent_enabled" if enabled else "intent_disabled", target=found)
    tasks.ask_cases.delay_on_commit()
    messages.success(request, _("The intent is enabled.") if enabled else _("The intent is disabled."))
    return redirect("intent", name)


def _initial(template: models.AnswerTemplate | None) -> dict[str, object]:
    names = ("language", "text", "valid_from", "valid_until")
    return {name: getattr(template, name) for name in names} if template else {}
