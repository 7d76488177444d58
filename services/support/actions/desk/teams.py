"""Teams, and how much each agent takes."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from services.support import models
from services.support.actions.desk.organising import DeskRefused
from services.support.actions.desk.presence import seat_of
from shared.accounts.models import User

MOST_AT_ONCE = 100


@transaction.atomic
def save_team(
    *,
    name: str,
    topics: list[str],
    languages: list[str],
    reply_minutes: int,
    members: Iterable[User],
    known: models.Team | None = None,
) -> models.Team:
    """Raises `DeskRefused` where another team has the name."""
    others = models.Team.objects.filter(name=name)
    if (others.exclude(pk=known.pk) if known else others).exists():
        raise DeskRefused(_("Another team is called %(name)s. Choose another name.") % {"name": name})
    team = known or models.Team()
    team.name, team.topics, team.languages, team.reply_minutes = name, topics, languages, reply_minutes
    team.save()
    team.members.set(members)
    return team


def set_capacity(*, agent: User, capacity: int) -> models.Seat:
    if not 1 <= capacity <= MOST_AT_ONCE:
        raise DeskRefused(_("Between 1 and 100 customers at once."))
    seat = seat_of(agent)
    seat.capacity = capacity
    seat.save(update_fields=["capacity"])
    return seat
