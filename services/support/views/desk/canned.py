"""Answers for every day: searched beside a conversation, kept on a page of their own."""

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from services.support import models
from services.support.actions import desk as acting
from services.support.queries import desk as stored
from services.support.views.paging import listing
from shared.accounts.access import require_role, signed_in
from shared.audit import actions as audit
from shared.errors import ServiceError


class CannedForm(forms.Form):
    """One answer in one language."""

    shortcut = forms.SlugField(label=gettext_lazy("Shortcut"), max_length=40)
    language = forms.RegexField(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", label=gettext_lazy("Language"), max_length=12)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy("Slots: {customer}, {agent}, {company}."),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )


@require_GET
@require_role("agent")
def search(request: HttpRequest, conversation_id: uuid.UUID) -> HttpResponse:
    """What fits, filled for this customer: choosing one puts it into the answer."""
    row = get_object_or_404(models.Conversation.objects.select_related("visitor"), pk=conversation_id)
    found = stored.canned(search=request.GET.get("q", "").strip().lstrip("/"), language=row.language)
    context = {"conversation": row, "canned": found}
    return render(request, "support/desk/_canned.html", context)


@require_POST
@require_role("agent")
def use(request: HttpRequest, conversation_id: uuid.UUID, canned_id: int) -> HttpResponse:
    row = get_object_or_404(models.Conversation.objects.select_related("visitor"), pk=conversation_id)
    answer = get_object_or_404(models.CannedAnswer, pk=canned_id)
    filled = acting.fill_canned(answer=answer, conversation=row, agent=signed_in(request))
    return HttpResponse(filled, content_type="text/plain; charset=utf-8")


@require_http_methods(["GET", "POST"])
@require_role("agent")
def canned(request: HttpRequest, canned_id: int | None = None) -> HttpResponse:
    known = get_object_or_404(models.CannedAnswer, pk=canned_id) if canned_id else None
    initial = {"shortcut": known.shortcut, "language": known.language, "text": known.text} if known else None
    form = CannedForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            saved = acting.save_canned(known=known, user=signed_in(request), **form.cleaned_data)
        except ServiceError as refusal:
            form.add_error(None, str(refusal))
        else:
            audit.record(actor=signed_in(request), action="canned_answer_saved", target=saved)
            messages.success(request, _("Saved."))
            return redirect("canned")
    rows = models.CannedAnswer.objects.order_by("shortcut", "language")
    context = {"form": form, "known": known, "listing": listing(request, rows)}
    return render(request, "support/desk/canned.html", context, status=400 if form.errors else 200)


@require_POST
@require_role("agent")
def delete(request: HttpRequest, canned_id: int) -> HttpResponse:
    answer = get_object_or_404(models.CannedAnswer, pk=canned_id)
    audit.record(actor=signed_in(request), action="canned_answer_deleted", target=answer)
    acting.delete_canned(answer=answer)
    messages.success(request, _("Deleted."))
    return redirect("canned")
