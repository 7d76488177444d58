"""Who may sign in, and as what. An administrator always remains."""

from django.db import transaction

from shared.accounts.models import User
from shared.audit import actions as audit


class LastAdministrator(Exception):
    """Somebody must be able to manage people: make another person an administrator first."""


@transaction.atomic
def add_person(
    *, actor: User, username: str, role: str, password: str, first_name: str = "", last_name: str = ""
) -> User:
    person = User(username=username, role=role, first_name=first_name, last_name=last_name)
    person.set_password(password)
    person.save()
    audit.record(actor=actor, action="person_added", target=person, role=role)
    return person


@transaction.atomic
def change_person(
    *, actor: User, person: User, role: str, is_active: bool, first_name: str, last_name: str, password: str = ""
) -> None:
    """A new password signs the person out everywhere. Raises `LastAdministrator`."""
    stays_administrator = role == User.Role.ADMIN and is_active
    if not stays_administrator and not _other_administrators(person):
        raise LastAdministrator
    person.role, person.is_active = role, is_active
    person.first_name, person.last_name = first_name, last_name
    if password:
        person.set_password(password)
    person.save()
    audit.record(
        actor=actor,
        action="person_changed",
        target=person,
        role=role,
        is_active=is_active,
        new_password=bool(password),
    )


def _other_administrators(person: User) -> bool:
    # Locked, so that two administrators cannot each remove the other at the same moment.
    administrators = User.objects.select_for_update().filter(role=User.Role.ADMIN, is_active=True)
    return any(other.pk != person.pk for other in administrators)
