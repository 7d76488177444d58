"""What a kind of submission is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias, TypeVar

from django.db.models import Model

from services.support import models
from services.support.actions.gate import By, Verdict
from shared.errors import ServiceError

Submission: TypeAlias = models.Submission
Told = list[dict[str, Any]]
M = TypeVar("M", bound=Model)


class NotThereAnyMore(ServiceError):
    """What it would change is not there any more."""

    code: ClassVar[str] = "not_there_any_more"


@dataclass(frozen=True)
class Kind:
    """`judge` raises `ChangeHeld`; `make` says what came of it, inside the caller's transaction.

    Both read anew what they are about: minutes may lie between the two.
    """

    judge: Callable[[Submission, By], Verdict]
    make: Callable[[Submission], Told]


def anew(model: type[M], number: int | None) -> M:
    """The row as it is by now. Raises `NotThereAnyMore`."""
    found = model._default_manager.filter(pk=number).first()
    if found is None:
        raise NotThereAnyMore
    return found
