"""Who is answered by the candidate: agents read how it goes, editors start and stop it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from services.support.actions import split
from services.support.actions.split.telling import ENOUGH
from services.support.queries import candidates as named
from services.support.queries import splits as stored
from shared.accounts.access import require_role, signed_in
from shared.errors import ServiceError
from shared.outbox.models import Endpoint


class SplitForm(forms.Form):
    """Percent on the page, a share in the database."""

    share_percent = forms.FloatField(
        label=gettext_lazy("Visitors whom the candidate answers, in percent"),
        min_value=5,
        max_value=95,
        help_text=gettext_lazy("A visitor stays on their side in every conversation."),
    )
    receivers = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who is told if it stops by itself"),
        queryset=Endpoint.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if not Endpoint.objects.exists():
            del self.fields["receivers"]


@require_GET
@require_role("agent")
def experiment(request: HttpRequest) -> HttpResponse:
    found = stored.latest()
    context = {
        "split": found,
        "told": split.tell(found) if found else None,
        "enough": ENOUGH,
        "can_start": named.ready() is not None and stored.running() is None,
    }
    return render(request, "support/candidates/split.html", context)


@require_http_methods(["GET", "POST"])
@require_role("editor")
def start(request: HttpRequest) -> HttpResponse:
    form = SplitForm(request.POST or None, initial={"share_percent": 10})
    if form.is_valid():
        editor, given = signed_in(request), form.cleaned_data
        try:
            split.start(
                share=given["share_percent"] / 100, receivers=given.get("receivers", ()), user=editor, actor=editor
            )
        except ServiceError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The next visitors are split."))
            return redirect("split")
    return render(request, "support/candidates/start.html", {"form": form}, status=400 if form.errors else 200)


@require_POST
@require_role("editor")
def stop(request: HttpRequest) -> HttpResponse:
    found = stored.running()
    if found is not None and split.stop(found, actor=signed_in(request)):
        messages.success(request, _("Stopped. What is in force answers everybody."))
    return redirect("split")
