"""Label the articles that teach most, and bring labels in as files."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from services.sentiment import models
from services.sentiment.actions import labels as acting
from services.sentiment.errors import InputRefused, SentimentError
from services.sentiment.models.choices import Sentiment
from services.sentiment.models.topics import TOPICS
from services.sentiment.queries import labelling, training
from shared.accounts.access import require_role, signed_in
from shared.audit import actions as audit

# What somebody skips stays out of their way for this session.
_SKIPPED, _LAST = "labels_skipped", "labels_last"
_REMEMBERED = 200


@require_GET
@require_role("editor")
def labels(request: HttpRequest) -> HttpResponse:
    """The article to label now, with the keys that do it."""
    return _page(request)


@require_POST
@require_role("editor")
def give(request: HttpRequest, article_id: int) -> HttpResponse:
    article = get_object_or_404(models.Article, pk=article_id)
    tone, topic = request.POST.get("sentiment", ""), request.POST.get("topic", "")
    try:
        label = acting.give_label(article=article, sentiment=tone, topic=topic, user=signed_in(request))
    except SentimentError as error:
        messages.error(request, str(error))
    else:
        request.session[_LAST] = label.pk
    return redirect("labels")


@require_POST
@require_role("editor")
def skip(request: HttpRequest, article_id: int) -> HttpResponse:
    request.session[_SKIPPED] = [*request.session.get(_SKIPPED, []), article_id][-_REMEMBERED:]
    return redirect("labels")


@require_POST
@require_role("editor")
def undo(request: HttpRequest) -> HttpResponse:
    """Take back the label given last, if it is one's own."""
    label = models.Label.objects.filter(pk=request.session.pop(_LAST, 0), created_by=signed_in(request)).first()
    if label is not None:
        acting.take_back(label=label)
        messages.success(request, _("The last label is taken back."))
    return redirect("labels")


@require_POST
@require_role("editor")
def upload(request: HttpRequest) -> HttpResponse:
    file, layout = request.FILES.get("file"), request.POST.get("layout", "")
    if file is None:
        return _page(request, error=_("Choose a file."))
    try:
        batch = acting.import_labels(
            filename=file.name or "upload", data=file.read(), layout=layout, user=signed_in(request)
        )
    except InputRefused as refusal:
        return _page(request, problems=refusal.problems)
    audit.record(actor=signed_in(request), action="labels_imported", target=batch, accepted=batch.accepted)
    added = {"added": batch.accepted, "known": batch.unchanged}
    messages.success(request, _("%(added)d labels added, %(known)d known already.") % added)
    return redirect("labels")


def _page(request: HttpRequest, **wrong: object) -> HttpResponse:
    skipped = frozenset(request.session.get(_SKIPPED, []))
    context = {
        "candidate": next(iter(labelling.most_informative(1, skipped=skipped)), None),
        "tones": list(enumerate(Sentiment.choices, start=1)),
        "topics": TOPICS.items(),
        "layouts": list(acting.LAYOUTS),
        "can_undo": _LAST in request.session,
        "counts": training.counts(),
        "wrong": wrong,
    }
    return render(request, "sentiment/labels/labels.html", context, status=400 if wrong else 200)
