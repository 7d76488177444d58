"""Who is held to be a machine: editors decide."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from services.recommend import models
from services.recommend.actions import machines
from shared.accounts.access import require_role, signed_in
from shared.audit import actions as audit


@require_POST
@require_role("editor")
def clear(request: HttpRequest) -> HttpResponse:
    profile = get_object_or_404(models.Profile, user=request.POST.get("user", ""))
    if machines.clear(user=profile.user):
        # By number: the name is to be forgotten with the user.
        audit.record(actor=signed_in(request), action="machine_cleared", profile=profile.pk)
        messages.success(request, _("No machine: this user counts again, and gets lists from the next night on."))
    return redirect("user", user=profile.user)


@require_POST
@require_role("editor")
def flag_again(request: HttpRequest) -> HttpResponse:
    profile = get_object_or_404(models.Profile, user=request.POST.get("user", ""))
    if machines.flag_again(user=profile.user):
        audit.record(actor=signed_in(request), action="machine_flagged_again", profile=profile.pk)
    return redirect("user", user=profile.user)
