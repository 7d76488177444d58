"""Receivers: who is told, how telling them went, and telling them again."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shared.accounts.access import require_role, signed_in
from shared.audit import actions as audit
from shared.outbox import actions, queries
from shared.outbox.forms import EndpointForm, ReplayForm
from shared.outbox.models import Delivery, Endpoint, Message
from shared.outbox.secrets import Shown
from shared.ui.paging import cut


@require_http_methods(["GET", "POST"])
@never_cache
@require_role("admin")
def endpoints(request: HttpRequest) -> HttpResponse:
    """A new secret is shown in this one reply only: it is in no session, no URL and no log."""
    form = EndpointForm(request.POST or None)
    shown: Shown | None = None
    if form.is_valid():
        created, shown = actions.create_endpoint(**form.cleaned_data)
        audit.record(actor=signed_in(request), action="receiver_created", target=created, kind=created.kind)
        messages.success(request, _("The receiver “%(name)s” is there. Send it a test.") % {"name": created.name})
        form = EndpointForm()
    context = {"form": form, "shown": shown, "endpoints": queries.endpoints()}
    return render(request, "outbox/endpoints.html", context, status=400 if form.errors else 200)


@require_GET
@require_role("admin")
def endpoint(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    return _page(request, get_object_or_404(queries.endpoints(), pk=endpoint_id))


@require_POST
@never_cache
@require_role("admin")
def rotate(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    found = get_object_or_404(Endpoint, pk=endpoint_id, kind=Endpoint.Kind.WEBHOOK)
    shown = actions.rotate_secret(endpoint=found)
    audit.record(actor=signed_in(request), action="receiver_secret_rotated", target=found)
    return _page(request, get_object_or_404(queries.endpoints(), pk=endpoint_id), shown=shown)


@require_POST
@require_role("admin")
def test(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    found = get_object_or_404(Endpoint, pk=endpoint_id)
    actions.send_test(endpoint=found)
    audit.record(actor=signed_in(request), action="receiver_tested", target=found)
    messages.success(request, _("A test is on its way. It is listed below."))
    return redirect("outbox:endpoint", endpoint_id)


@require_POST
@require_role("admin")
def switch(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """On or off; what waits while it is off goes out when it is on again."""
    found = get_object_or_404(Endpoint, pk=endpoint_id)
    if found.enabled:
        actions.disable(endpoint=found, reason=_("Switched off by %(name)s.") % {"name": signed_in(request)})
    else:
        actions.enable(endpoint=found)
    done = "receiver_disabled" if found.enabled else "receiver_enabled"
    audit.record(actor=signed_in(request), action=done, target=found)
    return redirect("outbox:endpoint", endpoint_id)


@require_POST
@require_role("admin")
def delete(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    found = get_object_or_404(Endpoint, pk=endpoint_id)
    audit.record(actor=signed_in(request), action="receiver_deleted", target=found)
    actions.delete_endpoint(endpoint=found)
    messages.success(request, _("The receiver “%(name)s” is deleted.") % {"name": found.name})
    return redirect("outbox:endpoints")


@require_POST
@require_role("admin")
def replay(request: HttpRequest, delivery_id: int) -> HttpResponse:
    found = get_object_or_404(Delivery, pk=delivery_id)
    actions.replay(delivery=found)
    audit.record(actor=signed_in(request), action="delivery_replayed", target=found)
    messages.success(request, _("It is sent again, under the same id."))
    return redirect("outbox:endpoint", found.endpoint_id)


@require_POST
@require_role("admin")
def replay_range(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    found = get_object_or_404(queries.endpoints(), pk=endpoint_id)
    form = ReplayForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form)
    count = actions.replay_range(wanted=queries.Range(endpoint=found, **form.cleaned_data))
    audit.record(actor=signed_in(request), action="deliveries_replayed", target=found, count=count)
    told = ngettext("%(count)d delivery is sent again.", "%(count)d deliveries are sent again.", count)
    messages.success(request, told % {"count": count})
    return redirect("outbox:endpoint", endpoint_id)


@require_GET
@require_role("admin")
def message(request: HttpRequest, message_id: str) -> HttpResponse:
    """What was told, word for word, and to whom."""
    found = get_object_or_404(Message, pk=message_id)
    body = json.dumps(found.body, ensure_ascii=False, indent=2)
    deliveries = found.deliveries.select_related("endpoint").order_by("endpoint__name")
    return render(request, "outbox/message.html", {"message": found, "body": body, "deliveries": deliveries})


def _page(
    request: HttpRequest, found: Endpoint, *, shown: Shown | None = None, form: ReplayForm | None = None
) -> HttpResponse:
    state = request.GET.get("state", "")
    wanted = queries.Range(endpoint=found, state=state if state in Delivery.State.values else "")
    rows = queries.deliveries(wanted).select_related("message")
    context = {
        "endpoint": found,
        "shown": shown,
        "form": form or ReplayForm(initial={"state": Delivery.State.DEAD}),
        "state": wanted.state,
        "states": Delivery.State.choices,
        "page": cut(request, rows, order="-id"),
    }
    return render(request, "outbox/endpoint.html", context, status=400 if form else 200)
