"""Who a request comes from, for limits, logs and stored replies."""

from dataclasses import dataclass
from typing import Literal

from django.http import HttpRequest

from shared.accounts.models import User


@dataclass(frozen=True)
class Caller:
    kind: Literal["key", "user", "visitor"]
    id: str
    name: str = ""
    user: User | None = None

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


def identity(request: HttpRequest) -> str:
    """`key:3`, `user:7`, `visitor:<uuid>`, or the address of a stranger."""
    caller = getattr(request, "auth", None)
    if isinstance(caller, Caller):
        return str(caller)
    if isinstance(getattr(request, "user", None), User):
        return f"user:{request.user.pk}"
    return f"address:{request.META.get('REMOTE_ADDR', '')}"


def caller_of(request: HttpRequest) -> Caller:
    """Whom the API's authentication let in."""
    caller: Caller = request.auth  # type: ignore[attr-defined]  # set by ninja from KeyAuth
    return caller


def user_of(request: HttpRequest) -> User | None:
    """Nobody where a program calls with a key."""
    return caller_of(request).user


def actor_of(request: HttpRequest) -> str:
    """What the audit log calls them."""
    return caller_of(request).name
