"""The forms of pins and rules."""

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from services.recommend import models
from services.recommend.actions.editorial import LAST_POSITION, MOST_LOSS

_WHEN = {"type": "datetime-local"}


class PinForm(forms.Form):
    item = forms.CharField(label=_("Key of the item"), max_length=120, validators=[ProhibitNullCharactersValidator()])
    position = forms.IntegerField(label=_("Position"), min_value=1, max_value=LAST_POSITION, initial=1)
    surface = forms.CharField(
        label=_("Surface"),
        max_length=60,
        required=False,
        help_text=_("Empty means every surface."),
        widget=forms.TextInput(attrs={"list": "surfaces"}),
    )
    starts_at = forms.DateTimeField(
        label=_("From"),
        required=False,
        help_text=_("Empty: from now on."),
        widget=forms.DateTimeInput(attrs=_WHEN),
    )
    ends_at = forms.DateTimeField(
        label=_("Until"),
        required=False,
        help_text=_("Empty: until somebody takes it away."),
        widget=forms.DateTimeInput(attrs=_WHEN),
    )

    def clean_item(self) -> str:
        key = str(self.cleaned_data["item"])
        if not models.Item.objects.filter(key=key).exists():
            raise forms.ValidationError(_now("No item has this key."))
        return key


class RulesForm(forms.Form):
    """The budget is asked for in percent, as people speak of it."""

    surface = forms.CharField(
        label=_("Surface"),
        max_length=60,
        required=False,
        help_text=_("Empty means every surface without rules of its own."),
        widget=forms.TextInput(attrs={"list": "surfaces"}),
    )
    most_of_category = forms.IntegerField(
        label=_("Most of one category"),
        min_value=0,
        max_value=10,
        initial=0,
        help_text=_("In each ten items; 0 means any number."),
    )
    loss_percent = forms.FloatField(
        label=_("Loss budget in percent"),
        min_value=0,
        max_value=100 * MOST_LOSS,
        initial=0,
        help_text=_("How much of NDCG@10 more different items may cost; 0 leaves lists as they are ranked."),
        widget=forms.NumberInput(attrs={"step": "0.1"}),
    )
