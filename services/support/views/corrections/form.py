"""What should have been answered, as a form."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from services.support import models
from services.support.actions.teaching import Proposal
from services.support.queries import knowledge

Kind = models.Correction.Kind


class CorrectionForm(forms.Form):
    """One question and its right answer. Which fields count depends on where the answer belongs."""

    # The browser cannot know which fields count, and would not send a form for the sake of one that is hidden.
    use_required_attribute = False

    question = forms.CharField(
        label=gettext_lazy("The customer's question"), widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"})
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("It is answered by"), choices=Kind.choices, widget=forms.RadioSelect, initial=Kind.TEMPLATE
    )
    intent = forms.CharField(
        label=gettext_lazy("Intent"),
        max_length=100,
        error_messages={"required": gettext_lazy("Which intent is it?")},
        help_text=gettext_lazy("Choose one, or write the name of a new one."),
        widget=forms.TextInput(attrs={"list": "known-intents", "autocomplete": "off", "spellcheck": "false"}),
    )
    document_key = forms.ChoiceField(label=gettext_lazy("Article"), required=False)
    heading = forms.CharField(
        label=gettext_lazy("Heading of the section"),
        max_length=300,
        error_messages={"required": gettext_lazy("Write a heading for the section, in your own words.")},
    )
    text = forms.CharField(
        label=gettext_lazy("The right answer"),
        required=False,
        help_text=gettext_lazy("Leave it empty where the intent's answer is right as it is."),
        error_messages={"required": gettext_lazy("Write the answer that belongs into the article.")},
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    note = forms.CharField(label=gettext_lazy("Note for the editor"), required=False, max_length=500)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        articles = [(row.key, row.title) for row in knowledge.documents(status="live")]
        field = cast(forms.ChoiceField, self.fields["document_key"])
        field.choices = [("", _("An article of our answers")), *articles]
        if self.is_bound:
            by_intent = self.data.get("kind") == Kind.TEMPLATE
            self.fields["intent"].required = by_intent
            self.fields["heading"].required = self.fields["text"].required = not by_intent

    @property
    def proposal(self) -> Proposal:
        given = self.cleaned_data
        by_intent = given["kind"] == Kind.TEMPLATE
        return Proposal(
            question=given.get("question", ""),
            intent=given["intent"] if by_intent else "",
            document_key="" if by_intent else given["document_key"],
            heading="" if by_intent else given["heading"],
            text=given["text"],
            note=given["note"],
        )


def initial_of(row: models.Correction) -> dict[str, str]:
    names = ("question", "kind", "intent", "document_key", "heading", "text", "note")
    return {name: getattr(row, name) for name in names}


def intents() -> list[tuple[str, str]]:
    """Names with their titles, for the list under the field."""
    rows = models.Intent.objects.filter(enabled=True).order_by("name").values_list("name", "title")
    return [(name, next(iter(title.values()), "")) for name, title in rows]
