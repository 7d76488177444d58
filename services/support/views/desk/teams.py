"""Who answers what: teams with their topics and languages, and how many customers each agent takes."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from services.support import models
from services.support.actions import desk as acting
from services.support.queries import desk as stored
from shared.accounts.access import require_role, signed_in
from shared.accounts.models import User
from shared.audit import actions as audit
from shared.errors import ServiceError


class TeamForm(forms.Form):
    """Lists are written with commas."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=100)
    topics = forms.CharField(
        label=gettext_lazy("Topics"),
        required=False,
        help_text=gettext_lazy("Names of intents, with commas. None: all."),
    )
    languages = forms.CharField(
        label=gettext_lazy("Languages"), required=False, help_text=gettext_lazy("Codes with commas, such as en, zh.")
    )
    reply_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes until an answer"), min_value=1, max_value=10_080, initial=15
    )
    members = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Members"),
        queryset=User.objects.filter(is_active=True).order_by("username"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_topics(self) -> list[str]:
        return _words(self.cleaned_data["topics"])

    def clean_languages(self) -> list[str]:
        return _words(self.cleaned_data["languages"])


@require_http_methods(["GET", "POST"])
@require_role("editor")
def teams(request: HttpRequest, team_id: int | None = None) -> HttpResponse:
    known = get_object_or_404(models.Team, pk=team_id) if team_id else None
    form = TeamForm(request.POST or None, initial=_initial(known))
    if form.is_valid():
        try:
            saved = acting.save_team(known=known, **form.cleaned_data)
        except ServiceError as refusal:
            form.add_error("name", str(refusal))
        else:
            audit.record(actor=signed_in(request), action="team_saved", target=saved)
            messages.success(request, _("Saved."))
            return redirect("teams")
    context = {
        "form": form,
        "known": known,
        "teams": models.Team.objects.prefetch_related("members"),
        "colleagues": stored.colleagues(),
    }
    return render(request, "support/desk/teams.html", context, status=400 if form.errors else 200)


@require_POST
@require_role("editor")
def delete(request: HttpRequest, team_id: int) -> HttpResponse:
    team = get_object_or_404(models.Team, pk=team_id)
    audit.record(actor=signed_in(request), action="team_deleted", target=team)
    team.delete()
    messages.success(request, _("Deleted."))
    return redirect("teams")


@require_POST
@require_role("editor")
def capacity(request: HttpRequest, agent_id: int) -> HttpResponse:
    agent, written = get_object_or_404(User, pk=agent_id), request.POST.get("capacity", "")
    try:
        seat = acting.set_capacity(agent=agent, capacity=int(written) if written.isdecimal() else 0)
    except ServiceError:
        messages.error(request, _("Between 1 and 100 customers at once."))
    else:
        audit.record(actor=signed_in(request), action="capacity_changed", target=seat, capacity=seat.capacity)
        messages.success(request, _("Saved."))
    return redirect("teams")


def _initial(team: models.Team | None) -> dict[str, object]:
    if team is None:
        return {}
    return {
        "name": team.name,
        "topics": ", ".join(team.topics),
        "languages": ", ".join(team.languages),
        "reply_minutes": team.reply_minutes,
        "members": team.members.all(),
    }


def _words(written: str) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in written.replace("，", ",").split(",") if part.strip()))
