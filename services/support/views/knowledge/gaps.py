"""What nobody knew, by subject: an editor drafts its answer, or sets it aside."""

from dataclasses import dataclass, replace
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from services.support import models, tasks
from services.support.actions import gaps as deciding
from services.support.actions.teaching import Proposal
from services.support.queries import gaps as stored
from services.support.views.corrections.form import CorrectionForm, Kind, intents
from services.support.views.paging import listing
from services.support.views.starting import start
from shared.accounts.access import require_role, signed_in
from shared.errors import ServiceError
from shared.jobs import queries as jobs

# How many questions of a subject are chosen to begin with.
_CHOSEN = 8


class GapForm(CorrectionForm):
    """One answer for several questions of a subject."""

    question = None  # type: ignore[assignment]  # Django's way to leave out a field of the class above
    questions = forms.MultipleChoiceField(
        label=gettext_lazy("Questions that it answers"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one of the questions.")},
    )

    def __init__(self, *arguments: Any, draft: deciding.Draft, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.language = draft.language
        field = cast(forms.MultipleChoiceField, self.fields["questions"])
        field.choices = [(str(one.pk), one.trace.text) for one in draft.questions]

    @property
    def proposal(self) -> Proposal:
        return replace(super().proposal, language=self.language)

    @property
    def chosen(self) -> list[int]:
        return [int(value) for value in self.cleaned_data["questions"]]


@dataclass(frozen=True)
class Row:
    """A subject with how often it was asked week by week; `heights` are percent of its busiest week."""

    gap: Any
    weeks: list[int]

    @property
    def heights(self) -> list[tuple[int, int]]:
        most = max(self.weeks, default=0) or 1
        return [(10 * place, max(round(24 * count / most), 1)) for place, count in enumerate(self.weeks)]


@require_GET
@require_role("editor")
def gaps(request: HttpRequest) -> HttpResponse:
    show = request.GET.get("show", "open")
    show = show if show in stored.TABS else "open"
    page = listing(request, stored.with_examples(stored.gaps(show=show)), per_page=20)
    rows = list(page.page.object_list)
    weeks = stored.weeks(rows)
    page.page.object_list = [Row(row, weeks[row.pk]) for row in rows]
    context = {"show": show, "listing": page, "counts": stored.counts(), "job": jobs.latest(kind=deciding.KIND)}
    return render(request, "support/knowledge/gaps.html", context)


@require_POST
@require_role("editor")
def find(request: HttpRequest) -> HttpResponse:
    return start(request, deciding.start_job, tasks.find_gaps.delay_on_commit, back="gaps")


@require_http_methods(["GET", "POST"])
@require_role("editor")
def draft(request: HttpRequest, gap_id: int) -> HttpResponse:
    gap = get_object_or_404(stored.gaps(), pk=gap_id)
    begun = deciding.draft_of(gap, language=request.GET.get("language", ""))
    form = GapForm(request.POST or None, draft=begun, initial=_initial(begun))
    if form.is_valid():
        try:
            made = deciding.draft(gap=gap, proposal=form.proposal, questions=form.chosen, editor=signed_in(request))
        except ServiceError as refusal:
            form.add_error(None, str(refusal))
        else:
            tasks.prepare_teaching.delay_on_commit()
            messages.success(request, _("Drafted for %(count)d questions. Approve it here.") % {"count": len(made)})
            return redirect("corrections")
    context = {"gap": gap, "draft": begun, "form": form, "intents": intents()}
    return render(request, "support/knowledge/draft.html", context, status=400 if form.errors else 200)


@require_POST
@require_role("editor")
def dismiss(request: HttpRequest, gap_id: int) -> HttpResponse:
    editor = signed_in(request)
    deciding.dismiss(gap=get_object_or_404(models.Gap, pk=gap_id), actor=editor, user=editor)
    messages.success(request, _("Set aside. You find it under Dismissed."))
    return redirect("gaps")


@require_POST
@require_role("editor")
def restore(request: HttpRequest, gap_id: int) -> HttpResponse:
    deciding.restore(gap=get_object_or_404(models.Gap, pk=gap_id), actor=signed_in(request))
    return redirect("gaps")


def _initial(begun: deciding.Draft) -> dict[str, object]:
    return {
        "kind": Kind.TEMPLATE if begun.intent else Kind.ARTICLE,
        "intent": begun.intent,
        "heading": begun.heading,
        "text": begun.text,
        "questions": [str(one.pk) for one in begun.questions[:_CHOSEN]],
    }
