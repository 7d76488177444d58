"""Bring a file of another desk in: look at it first, correct how it was read, then take it whole.

The file stays with the browser between the two: until it is masked, nothing of it is kept here.
"""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from services.support.actions import desks, submissions
from services.support.views.submissions import imported, watched
from shared.accounts.access import require_role, signed_in
from shared.errors import InputRefused
from shared.uploads.files import check_length

_MAP = "map-"


@require_http_methods(["GET", "POST"])
@require_role("editor")
def bring(request: HttpRequest) -> HttpResponse:
    """`do=bring` takes the file; anything else looks at it."""
    if request.method == "GET":
        return _page(request)
    file = request.FILES.get("file")
    if file is None:
        return _page(request, error=_("Choose a file."))
    try:
        name, data = _read(file)
        if request.POST.get("do") == "bring":
            return _bring(request, name, data)
        return _page(request, preview=desks.preview(filename=name, data=data, choice=_choice(request)))
    except InputRefused as refusal:
        return _page(request, problems=refusal.problems)


def _bring(request: HttpRequest, name: str, data: bytes) -> HttpResponse:
    """What changes answers is judged first; the rest is in at once."""
    user = signed_in(request)
    load = desks.read_load(filename=name, data=data, choice=_choice(request))
    if load.is_judged:
        response = watched(submissions.open_load(load, actor=user, user=user))
    else:
        done = desks.take(load, user=user, actor=user)
        messages.success(request, imported({"accepted": done.accepted, "unchanged": done.unchanged}))
        response = redirect("imports")
    if request.headers.get("HX-Request"):
        # The browser goes there itself: a redirect would be read as the fragment.
        return HttpResponse(status=204, headers={"HX-Redirect": response.headers["Location"]})
    return response


def _read(file: "UploadedFile[Any]") -> tuple[str, bytes]:
    check_length(file.size or 0)
    return file.name or "upload", file.read()


def _choice(request: HttpRequest) -> desks.Choice:
    """Kinds that were shown and are not ticked are left out."""
    said = request.POST
    return desks.Choice(
        layout=said.get("layout", ""),
        encoding=said.get("encoding", ""),
        language=said.get("language", "").strip(),
        mapping={name.removeprefix(_MAP): str(value) for name, value in said.items() if name.startswith(_MAP)},
        columns=said.get("columns", ""),
        left_out=set(said.getlist("shown")) - set(said.getlist("kind")),
        without_bad=said.get("without_bad") == "1",
    )


def _page(request: HttpRequest, **told: Any) -> HttpResponse:
    context = {
        "layouts": [(one.name, one.title) for one in desks.LAYOUTS.values()],
        "encodings": desks.ENCODINGS.items(),
        "said": request.POST.dict(),
        **told,
    }
    is_wrong = told.get("problems") or told.get("error")
    # htmx shows only what succeeded, and what is wrong is what people are to see.
    status = 400 if is_wrong and not request.headers.get("HX-Request") else 200
    return render(request, "support/records/bring.html", context, status=status)
