"""The forms that create a receiver and send deliveries again."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shared.outbox.addresses import check_address
from shared.outbox.models import Delivery, Endpoint


class EndpointForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("What rules and people call it, such as “risk desk”.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Endpoint.Kind.choices)
    address = forms.CharField(
        label=_("Address"),
        max_length=2000,
        help_text=_("An https address for webhooks and Slack; for e-mail one or more addresses."),
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if Endpoint.objects.filter(name=name).exists():
            raise ValidationError(_("Another receiver has this name. Choose another."))
        return name

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if {"kind", "address"} <= given.keys():
            try:
                check_address(kind=given["kind"], address=given["address"])
            except ValidationError as error:
                self.add_error("address", error)
        return given


class ReplayForm(forms.Form):
    """Times are those of the reader's clock."""

    state = forms.ChoiceField(
        label=_("Which"),
        choices=[
            (Delivery.State.DEAD, _("Given up")),
            (Delivery.State.DELIVERED, _("Delivered")),
            ("", _("All of them")),
        ],
        required=False,
    )
    since = forms.DateTimeField(
        label=_("From"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    until = forms.DateTimeField(
        label=_("Until"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        since, until = given.get("since"), given.get("until")
        if since and until and since >= until:
            self.add_error("until", _("This is before the beginning. Choose a later time."))
        return given
