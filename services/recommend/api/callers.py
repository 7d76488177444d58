"""The person or program behind a request."""

from django.http import HttpRequest

from shared.accounts.models import User
from shared.api.caller import Caller


def caller_of(request: HttpRequest) -> Caller:
    caller: Caller = request.auth  # type: ignore[attr-defined]  # set by ninja from KeyAuth
    return caller


def user_of(request: HttpRequest) -> User | None:
    """Nobody where a program calls with a key."""
    return caller_of(request).user


def actor_of(request: HttpRequest) -> str:
    """What the audit log calls them."""
    return caller_of(request).name
