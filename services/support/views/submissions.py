"""A change that was handed in: watched while it is judged, then read, overruled, judged again or set aside."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from services.support import models, tasks
from services.support.actions import submissions
from services.support.queries import submissions as stored
from services.support.views.uploads import Report
from shared.accounts.access import require_role, signed_in
from shared.errors import Problem
from shared.ui.navigation import place_below

What = models.Submission.What
_SAID: dict[str, Any] = {
    What.ARCHIVE: gettext_lazy("Archived. Answers stop citing it once the index is rebuilt."),
    What.RESTORE: gettext_lazy("Restored. Answers may cite it once the index is rebuilt."),
    What.UNDO: gettext_lazy("The import is undone."),
    What.TEMPLATE: gettext_lazy("Saved. Customers read it from now on."),
    What.DELETION: gettext_lazy("The answer is deleted."),
    What.POLICY: gettext_lazy("Saved. The next answer follows it."),
}


@require_GET
@require_role("editor")
def submission(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    row = _found(submission_id)
    back = _back(row)
    place_below(request, back["address"])
    context = {
        "submission": row,
        "job": row.job,
        "held": submissions.holding(row),
        "reports": [report_of(row.what, one) for one in row.told],
        "waiting": [] if row.state == "made" else _waiting(row),
        "mend": _mend(row),
        "back": back,
    }
    return render(request, "support/submission.html", context)


@require_POST
@require_role("editor")
def again(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Judged once more; with the editor's word, made whatever the verdict."""
    row, editor = _found(submission_id), signed_in(request)
    force = request.POST.get("force") == "1"
    try:
        row = submissions.submit_again(submission=row, force=force, actor=editor, user=editor)
    except submissions.AlreadySettled as refusal:
        messages.info(request, str(refusal))
        return redirect("submission", row.pk)
    return watched(row)


@require_POST
@require_role("editor")
def set_aside(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    row = _found(submission_id)
    try:
        submissions.set_aside(submission=row, actor=signed_in(request))
    except submissions.AlreadySettled as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(request, _("Set aside. Nothing was changed."))
    return redirect(_back(row)["address"])


def watched(row: models.Submission) -> HttpResponse:
    """The worker is told, and the page shows how far it is."""
    tasks.judge_submissions.delay_on_commit()
    return redirect("submission", row.pk)


def _found(submission_id: UUID) -> models.Submission:
    return get_object_or_404(stored.submissions(), pk=submission_id)


def _back(row: models.Submission) -> dict[str, str]:
    if row.what in {What.RECORDS, What.DESK, What.UNDO}:
        return {"address": reverse("imports"), "name": _("Records")}
    if row.what == What.POLICY:
        return {"address": reverse("policy"), "name": _("Policy")}
    if row.intent:
        return {"address": reverse("intent", args=[row.intent.name]), "name": row.intent.name}
    if row.document:
        return {"address": reverse("article", args=[row.document.pk]), "name": row.document.title}
    return {"address": reverse("articles"), "name": _("Knowledge")}


def _waiting(row: models.Submission) -> list[str]:
    """What is to be: the answer's own words, or the files."""
    return [row.change["text"]] if row.what == What.TEMPLATE else [one.filename for one in row.files.defer("data")]


def _mend(row: models.Submission) -> str:
    """Where the words of an answer that was held or failed can be changed."""
    if row.what != What.TEMPLATE or row.intent is None or row.settled or row.job.is_active:
        return ""
    return reverse("mend-template", args=[row.intent.name, row.pk])


def report_of(what: str, told: dict[str, Any]) -> Report:
    link = reverse("article", args=[told["document"]]) if told.get("document") else ""
    problems = [Problem(**one) for one in told["problems"]]
    return Report(told["filename"], told["state"], _summary(what, told), problems, link)


def _summary(what: str, told: dict[str, Any]) -> str:
    if told["state"] == "refused":
        return _("Nothing was kept.")
    if what == What.RECORDS:
        return imported(told)
    if what == What.DESK:
        return f"{models.ImportBatch.Kind(told['kind']).label}: {imported(told)}"
    if what == What.INTENT:
        return _("The intent is enabled.") if told["enabled"] else _("The intent is disabled.")
    if what in _SAID:
        return str(_SAID[what])
    if told["state"] == "unchanged":
        return _("The same as before.")
    return (
        ngettext(
            "%(added)d new passage, %(retired)d retired, %(kept)d kept.",
            "%(added)d new passages, %(retired)d retired, %(kept)d kept.",
            told["added"],
        )
        % told
    )


def imported(told: dict[str, Any]) -> str:
    summary = ngettext(
        "%(accepted)d record added, %(unchanged)d known already.",
        "%(accepted)d records added, %(unchanged)d known already.",
        told["accepted"],
    )
    return summary % told
