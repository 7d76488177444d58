"""A button that starts a job in the worker."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from services.support.actions.background import AlreadyRuns
from shared.accounts.access import signed_in
from shared.jobs.models import Job


def start(
    request: HttpRequest, open_job: Callable[..., Job], send: Callable[[str], object], *, back: str
) -> HttpResponse:
    """Open the job in the name of whoever is signed in and send its id; a second click shows the one that runs."""
    try:
        job = open_job(user=signed_in(request))
    except AlreadyRuns:
        messages.info(request, _("This is being worked on already."))
    else:
        send(str(job.pk))
    return redirect(back)
