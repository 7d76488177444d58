"""Who calls the API: a program with a key, or a person who is signed in."""

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from shared.accounts.models import User
from shared.api.caller import Caller
from shared.api_keys import actions, queries


class KeyAuth(AuthBase):
    """`auth=KeyAuth(scope="knowledge:write", role="editor")`: the key's scope, or the person's role."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __init__(self, *, scope: str, role: str = "agent") -> None:
        super().__init__()
        self.scope = scope
        self.role = role

    def __call__(self, request: HttpRequest) -> Caller | None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        return self._by_key(token) if scheme.lower() == "bearer" else self._by_session(request)

    def _by_key(self, token: str) -> Caller | None:
        key = queries.find_key(token)
        if key is None:
            return None
        if self.scope not in key.scopes:
            raise HttpError(403, f"This key lacks the scope {self.scope}.")
        actions.note_use(key=key)
        return Caller(kind="key", id=str(key.pk), name=str(key))

    def _by_session(self, request: HttpRequest) -> Caller | None:
        user = request.user
        if not isinstance(user, User):
            return None
        # A cookie is sent along by any site's form; a key is not.
        if check_csrf(request, _any_view):
            raise HttpError(403, "The CSRF token is missing or wrong.")
        if not user.has_role(self.role):
            raise HttpError(403, f"This needs the role {self.role}.")
        return Caller(kind="user", id=str(user.pk), name=user.get_username(), user=user)


def _any_view() -> None:
    """The CSRF check asks its view for exemptions; ours has none."""
