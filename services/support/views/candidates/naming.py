"""Editors name a candidate, say how much of the traffic it shadows, and end it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from services.support import tasks
from services.support.actions import candidates
from services.support.actions.engine import ENCODER, INTENT_MODEL, RERANKER
from services.support.queries import answers
from shared.accounts.access import require_role, signed_in
from shared.errors import ServiceError

_AS_IN_FORCE = gettext_lazy("as in force")


class CandidateForm(forms.Form):
    """Percent on the page, shares in the database."""

    intent = forms.TypedChoiceField(
        label=gettext_lazy("Intent classifier"), coerce=int, empty_value=None, required=False
    )
    encoder = forms.TypedChoiceField(
        label=gettext_lazy("Encoder"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=gettext_lazy(
            "Another one reads all articles again, into an index of its own. "
            "Corrections go on being looked for with the encoder in force."
        ),
    )
    reranker = forms.TypedChoiceField(label=gettext_lazy("Reranker"), coerce=int, empty_value=None, required=False)
    max_wrong_percent = forms.FloatField(
        label=gettext_lazy("Largest share of wrong answers, in percent"), min_value=0.5, max_value=30
    )
    confident = forms.BooleanField(label=gettext_lazy("Keep it with 95 % confidence"), required=False)
    share_percent = forms.FloatField(
        label=gettext_lazy("Conversations in the shadow, in percent"),
        min_value=0,
        max_value=100,
        help_text=gettext_lazy("Their questions are asked of the candidate, too, silently. It can be changed later."),
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        known = candidates.choices()
        for field, name in _MODELS.items():
            chosen = self.fields[field]
            numbers = [(str(number), _("Version %(number)d") % {"number": number}) for number in known.get(name, [])]
            chosen.choices = [("", _AS_IN_FORCE), *numbers]  # type: ignore[attr-defined]

    @property
    def named(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "versions": {name: given[field] for field, name in _MODELS.items() if given[field]},
            "max_wrong_share": given["max_wrong_percent"] / 100,
            "confident": bool(given["confident"]),
            "share": given["share_percent"] / 100,
        }


@require_http_methods(["GET", "POST"])
@require_role("editor")
def name(request: HttpRequest) -> HttpResponse:
    now = answers.policy()
    initial = {"max_wrong_percent": 100 * now.max_wrong_share, "confident": now.confident, "share_percent": 0}
    form = CandidateForm(request.POST or None, initial=initial)
    if form.is_valid():
        editor = signed_in(request)
        try:
            made, job = candidates.name_candidate(**form.named, user=editor, actor=editor)
        except ServiceError as refusal:
            form.add_error(None, str(refusal))
        else:
            tasks.prepare_candidate.delay_on_commit(str(job.pk), made.pk)
            return redirect("candidate")
    return render(request, "support/candidates/name.html", {"form": form}, status=400 if form.errors else 200)


@require_POST
@require_role("editor")
def share(request: HttpRequest) -> HttpResponse:
    try:
        percent = float(request.POST.get("share_percent", ""))
        candidates.change_share(share=percent / 100, actor=signed_in(request))
    except (ValueError, ServiceError):
        messages.error(request, _("Use a share from 0 to 100 percent, of a candidate that is ready."))
    else:
        messages.success(request, _("Saved. The next question follows it."))
    return redirect("candidate")


@require_POST
@require_role("editor")
def end(request: HttpRequest) -> HttpResponse:
    found = candidates.current()
    if found is not None and candidates.end(candidate=found, actor=signed_in(request)):
        messages.success(request, _("The candidate is asked no more. What it said stays here to be read."))
    return redirect("candidate")


_MODELS = {"intent": INTENT_MODEL, "encoder": ENCODER, "reranker": RERANKER}
