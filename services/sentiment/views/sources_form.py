"""Add or change a source, with a form for its kind and a look at what a visit would find."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from services.sentiment import models, tasks
from services.sentiment.actions import sources as acting
from services.sentiment.actions.sources import OPTIONS, SourceIn
from services.sentiment.models.choices import DateFrom, SourceKind
from services.sentiment.queries import sources as queries
from shared.accounts.access import require_role, signed_in
from shared.audit import actions as audit
from shared.errors import InputRefused
from shared.jobs.models import Job

_SECONDS = (60, 120, 300, 900, 1800, 3600, 6 * 3600, 24 * 3600)


@require_http_methods(["GET", "POST"])
@require_role("editor")
def edit(request: HttpRequest, source_id: int = 0) -> HttpResponse:
    """Add a source, or change the one of this number."""
    source = get_object_or_404(models.Source, pk=source_id) if source_id else None
    if request.method == "GET":
        return _form(request, source, _shown(source) if source else SourceIn(name="", kind=_kind(request)))
    given = _given(request)
    try:
        given = _with_file(request, given)
        saved = acting.save_source(given=given, source=source)
    except InputRefused as refusal:
        return _form(request, source, given, problems=refusal.problems)
    audit.record(actor=signed_in(request), action="source_changed" if source else "source_added", target=saved)
    messages.success(request, _("%(name)s is saved.") % {"name": saved.name})
    return redirect("source", saved.pk)


@require_GET
@require_role("editor")
def options(request: HttpRequest) -> HttpResponse:
    """The part of the form that belongs to a kind, when another kind is chosen."""
    given = SourceIn(name="", kind=_kind(request), url=request.GET.get("url", ""))
    return render(request, "sentiment/sources/_options.html", _options(given))


@require_POST
@require_role("editor")
def try_it(request: HttpRequest) -> HttpResponse:
    """Begin a visit that stores nothing, of the form as it stands."""
    given = _given(request)
    try:
        given = _with_file(request, given)
        job = acting.start_trying(given=given, user=signed_in(request))
    except InputRefused as refusal:
        return render(request, "sentiment/sources/_tried.html", {"problems": refusal.problems})
    tasks.try_source.delay_on_commit(str(job.pk))
    return render(request, "sentiment/sources/_tried.html", {"job": job, "file": given.options.get("file")})


@require_GET
@require_role("editor")
def tried(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """How far the visit is, or what it found."""
    job = get_object_or_404(Job, pk=job_id, kind=acting.KIND)
    items = [
        item | {"at": parse_datetime(str(item["published_at"])), "date_from": _date_from(item["published_from"])}
        for item in job.result.get("items", [])
    ]
    return render(request, "sentiment/sources/_tried.html", {"job": job, "items": items})


def _kind(request: HttpRequest) -> str:
    asked = request.GET.get("kind", "")
    return asked if asked in SourceKind.values else SourceKind.FEED.value


def _shown(source: models.Source) -> SourceIn:
    names = ("name", "kind", "url", "options", "group", "language", "enabled", "poll_seconds")
    return SourceIn(**{name: getattr(source, name) for name in names})


def _given(request: HttpRequest) -> SourceIn:
    """Options of another kind are dropped; the rest is for the action to judge."""
    form = request.POST
    texts = {
        name: form.get(name, "").replace("\x00", "").strip() for name in ("name", "kind", "url", "group", "language")
    }
    seconds = form.get("poll_seconds", "")
    named = [option.name for option in OPTIONS.get(texts["kind"], ())]
    return SourceIn(
        **texts,
        options={name: value for name in named if (value := form.get(f"option_{name}", "").strip())},
        enabled=form.get("enabled") == "1",
        poll_seconds=int(seconds) if seconds.isascii() and seconds.isdecimal() and len(seconds) < 10 else 0,
    )


def _with_file(request: HttpRequest, given: SourceIn) -> SourceIn:
    """A file that was sent along takes the place of the one there was."""
    file = request.FILES.get("file")
    if given.kind != SourceKind.ARCHIVE or file is None:
        return given
    return SourceIn(**(vars(given) | {"options": {**given.options, "file": acting.keep_archive(file=file)}}))


def _form(
    request: HttpRequest, source: models.Source | None, given: SourceIn, problems: list[Any] | None = None
) -> HttpResponse:
    context = {
        "source": source,
        "problems": problems,
        "kinds": SourceKind.choices,
        "seconds": sorted({*_SECONDS, given.poll_seconds}),
        "groups": queries.groups(),
        **_options(given),
    }
    return render(request, "sentiment/sources/form.html", context, status=400 if problems else 200)


def _options(given: SourceIn) -> dict[str, Any]:
    told = OPTIONS.get(given.kind, ())
    return {"given": given, "options": [(option, given.options.get(option.name, "")) for option in told]}


def _date_from(value: str) -> str:
    return str(DateFrom(value).label) if value in DateFrom.values else value
