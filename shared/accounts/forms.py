"""The forms of the account pages."""

from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _


def _zones() -> list[tuple[str, str]]:
    return [("", "—"), *((zone, zone) for zone in sorted(available_timezones()) if "/" in zone)]


class PreferencesForm(forms.Form):
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    timezone = forms.ChoiceField(
        label=_("Time zone"), choices=_zones, required=False, help_text=_("Times are shown in this zone.")
    )
