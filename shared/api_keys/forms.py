"""The form that issues a key."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _


def _scopes() -> list[tuple[str, str]]:
    return [(scope, str(label)) for scope, label in settings.API_SCOPES.items()]


class KeyForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("What will use it, such as “shop front”."))
    scopes = forms.MultipleChoiceField(label=_("It may"), choices=_scopes, widget=forms.CheckboxSelectMultiple)
    days = forms.TypedChoiceField(
        label=_("Valid for"),
        coerce=int,
        choices=[(90, _("90 days")), (365, _("One year")), (0, _("Until revoked"))],
    )
