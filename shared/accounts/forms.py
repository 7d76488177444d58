"""The forms of the account pages."""

from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from shared.accounts.models import User


def _zones() -> list[tuple[str, str]]:
    return [("", "—"), *((zone, zone) for zone in sorted(available_timezones()) if "/" in zone)]


class PreferencesForm(forms.Form):
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    timezone = forms.ChoiceField(
        label=_("Time zone"), choices=_zones, required=False, help_text=_("Times are shown in this zone.")
    )


class _NameAndRoleForm(forms.Form):
    first_name = forms.CharField(label=_("First name"), max_length=150, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=150, required=False)
    role = forms.ChoiceField(label=_("Role"), choices=User.Role.choices)


class NewPersonForm(_NameAndRoleForm):
    """The password is handed over in person; whoever gets it can be given a new one at any time."""

    username = forms.CharField(label=_("Username"), max_length=150, validators=[UnicodeUsernameValidator()])
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput, validators=[validate_password])
    field_order = ("username", "password")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they are
        self.fields["password"].help_text = " ".join(map(str, password_validators_help_texts()))

    def clean_username(self) -> str:
        username = str(self.cleaned_data["username"])
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError(_("Somebody has this name already."))
        return username


class PersonForm(_NameAndRoleForm):
    is_active = forms.BooleanField(label=_("May sign in"), required=False)
    password = forms.CharField(
        label=_("New password"),
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        validators=[validate_password],
        help_text=_("Leave it empty to keep the present one. A new one signs the person out everywhere."),
    )
