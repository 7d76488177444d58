"""Who may open a page: `@require_role("editor")`."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from shared.accounts.models import User

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def require_role(role: str) -> Callable[[View[P]], View[P]]:
    """Send strangers to the login page, and answer 403 to people whose role is too low."""

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not isinstance(request.user, User):
                return redirect_to_login(request.get_full_path())
            check_role(request.user, role)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def check_role(user: User, role: str) -> None:
    if not user.has_role(role):
        needed = User.Role(role).label
        raise PermissionDenied(_("This page is for the role “%(role)s” and above.") % {"role": needed})


def signed_in(request: HttpRequest) -> User:
    """Return the person behind a request that `require_role` has let in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
