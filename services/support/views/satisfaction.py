"""Satisfaction: the page where one conversation is rated, and the page where all ratings are read."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_GET, require_http_methods

from services.support import models
from services.support.actions import remembered, satisfaction
from services.support.actions.satisfaction.figures import figures
from services.support.queries import satisfaction as stored
from services.support.views.charts import satisfaction_chart
from services.support.views.overview import PRESETS, chosen_period
from shared.accounts.access import require_role, signed_in
from shared.api.rate_limit import limit_page
from shared.audit import actions as audit
from shared.errors import ServiceError
from shared.outbox.models import Endpoint

SCORES = (5, 4, 3, 2, 1)


class SurveyForm(forms.Form):
    """Empty questions fall back on our own words."""

    enabled = forms.BooleanField(label=gettext_lazy("Ask after a conversation"), required=False)
    question_en = forms.CharField(label=gettext_lazy("Question in English"), required=False, max_length=300)
    question_zh = forms.CharField(label=gettext_lazy("Question in Chinese"), required=False, max_length=300)
    asks_comment = forms.BooleanField(label=gettext_lazy("Ask for a comment, too"), required=False)
    receivers = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who is told of each rating"),
        queryset=Endpoint.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


@require_http_methods(["GET", "POST"])
@limit_page("rating", "20/minute")
def rate(request: HttpRequest, /, token: str) -> HttpResponse:
    """For anybody who has the link, in the language of the conversation."""
    key = satisfaction.read_link(token)
    if key is None:
        raise Http404
    row = get_object_or_404(models.Conversation, pk=key)
    language = satisfaction.language_of(row)
    with override("zh-hans" if language == "zh" else "en"):
        return _rate(request, row, language)


@require_GET
@require_role("agent")
def ratings(request: HttpRequest) -> HttpResponse:
    period = chosen_period(request)
    found = figures(period)
    context = {
        "period": period,
        "presets": PRESETS,
        "figures": found,
        "before": figures(period.before),
        "trend": satisfaction_chart(found.weeks),
        "comments": stored.comments(period),
        "survey": satisfaction.survey(),
    }
    return render(request, "support/satisfaction/satisfaction.html", context)


@require_http_methods(["GET", "POST"])
@require_role("editor")
def settings(request: HttpRequest) -> HttpResponse:
    row = satisfaction.survey()
    initial = {
        "enabled": row.enabled,
        "asks_comment": row.asks_comment,
        "question_en": row.question.get("en", ""),
        "question_zh": row.question.get("zh", ""),
        "receivers": row.receivers.all(),
    }
    form = SurveyForm(request.POST or None, initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        question = {"en": given["question_en"], "zh": given["question_zh"]}
        saved = satisfaction.save_survey(
            enabled=given["enabled"],
            question=question,
            asks_comment=given["asks_comment"],
            receivers=given["receivers"],
        )
        audit.record(actor=signed_in(request), action="survey_changed", target=saved, enabled=saved.enabled)
        messages.success(request, _("Saved."))
        return redirect("satisfaction")
    return render(request, "support/satisfaction/settings.html", {"form": form}, status=400 if form.errors else 200)


def _rate(request: HttpRequest, row: models.Conversation, language: str) -> HttpResponse:
    error, thanked = "", False
    if request.method == "POST":
        score, comment = request.POST.get("score", ""), request.POST.get("comment", "")
        try:
            satisfaction.rate(
                conversation=row, score=int(score) if score.isdecimal() else 0, comment=comment, channel="page"
            )
            thanked = True
        except ServiceError:
            error = _("Please choose one of the five.")
    context = {
        "language": language,
        "company": remembered.policy().company,
        "question": satisfaction.question_for(row),
        "asks_comment": satisfaction.survey().asks_comment,
        "rating": stored.rating_of(row),
        "scores": SCORES,
        "thanked": thanked,
        "error": error,
    }
    return render(request, "support/satisfaction/rate.html", context, status=400 if error else 200)
