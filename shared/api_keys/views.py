"""The page where administrators issue and revoke keys."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from shared.accounts.access import require_role, signed_in
from shared.api_keys import actions, queries
from shared.api_keys.forms import KeyForm
from shared.api_keys.models import ApiKey


@require_http_methods(["GET", "POST"])
@never_cache
@require_role("admin")
def keys(request: HttpRequest) -> HttpResponse:
    """The new key is shown in this one reply only: it is in no session, no URL and no log."""
    form = KeyForm(request.POST or None)
    issued = ""
    if form.is_valid():
        issued = _issue(request, form)
        form = KeyForm()
    status = 400 if form.errors else 200
    context = {"form": form, "issued": issued, "keys": queries.keys()}
    return render(request, "api_keys/keys.html", context, status=status)


@require_POST
@require_role("admin")
def revoke(request: HttpRequest, key_id: int) -> HttpResponse:
    key = get_object_or_404(ApiKey, pk=key_id)
    actions.revoke_key(key=key, by=signed_in(request))
    messages.success(request, _("The key “%(name)s” is revoked.") % {"name": key.name})
    return redirect("api_keys:keys")


def _issue(request: HttpRequest, form: KeyForm) -> str:
    days = form.cleaned_data["days"]
    _key, text = actions.issue_key(
        name=form.cleaned_data["name"],
        scopes=form.cleaned_data["scopes"],
        created_by=signed_in(request),
        expires_at=timezone.now() + timedelta(days=days) if days else None,
    )
    return text
