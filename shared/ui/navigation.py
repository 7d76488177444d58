"""The entries of the side bar. Each service lists its own in `settings.NAVIGATION`, a dotted path to a function."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from shared.accounts.models import User

# No client can set it: what headers bring begins with HTTP_.
_PLACE = "triptych.place"


@dataclass(frozen=True)
class NavigationItem:
    """`icon` names a symbol of ui/icons.svg; `group` is the heading it stands under."""

    label: str | Promise
    url_name: str
    icon: str
    role: str = "agent"
    group: str | Promise = ""
    badge: Callable[[], int] | None = None


@dataclass(frozen=True)
class Link:
    label: str | Promise
    url: str
    icon: str
    group: str | Promise
    current: bool
    badge: int


def place_below(request: HttpRequest, address: str) -> None:
    """Mark the entry of another page, where this one's own address does not say what it belongs to."""
    request.META[_PLACE] = address


def links(request: HttpRequest) -> list[Link]:
    """What the person may open, with the entry marked that they are on or below."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return []
    items: Iterable[NavigationItem] = import_string(settings.NAVIGATION)()
    allowed = [(item, reverse(item.url_name)) for item in items if user.has_role(item.role)]
    place = request.META.get(_PLACE, request.path)
    current = max((url for _, url in allowed if _is_at(place, url)), key=len, default="")
    return [
        Link(item.label, url, item.icon, item.group, url == current, item.badge() if item.badge else 0)
        for item, url in allowed
    ]


def _is_at(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
