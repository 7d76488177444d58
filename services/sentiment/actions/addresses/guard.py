"""The crawler reaches the open internet and nothing else, unless the settings name it."""

import ipaddress
import unicodedata
from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from services.sentiment.actions.addresses import literals
from shared.errors import ServiceError

_PORTS = {"http": 80, "https": 443}
# Names that never leave a network, and the clouds' names for their metadata.
_INNER_NAMES = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "localdomain", "home.arpa")
# Databases, mail and shells answer HTTP requests in ways their owners regret.
_CLOSED_PORTS = frozenset({1, 7, 9, 19, 20, 21, 22, 23, 25, 53, 110, 111, 135, 139, 143, 389, 445, 465, 587, 993, 995,
                           1433, 2049, 2375, 3306, 3389, 5432, 5672, 6379, 9200, 11211, 27017})  # fmt: skip


class AddressRefused(ServiceError):
    """This address may not be visited."""

    code = "address_refused"


def check_url(url: str, *, allowed: Iterable[str] | None = None) -> None:
    """Raise `AddressRefused` for what is wrong with the address itself; names are checked again once resolved."""
    parts = _split(url)
    host, port = str(parts.hostname), parts.port or _PORTS[parts.scheme]
    if _is_allowed(host, port, allowed):
        return
    if parts.username is not None or parts.password is not None:
        raise AddressRefused(_("The address holds a user name or password. Leave them out."))
    if port in _CLOSED_PORTS:
        raise AddressRefused(_("Port %(port)s belongs to another kind of service.") % {"port": port})
    if literals.is_odd(host):
        message = _("%(host)s is a number written in an unusual form. Write the plain address or a name.")
        raise AddressRefused(message % {"host": host})
    plain = literals.read_plain(host)
    if plain is not None:
        check_address(host, host=host, port=port, allowed=allowed)
    elif _is_inner(host):
        message = _("%(host)s is a name inside a network.") % {"host": host}
        raise AddressRefused(f"{message} {_remedy(host)}")


def check_address(address: str, *, host: str, port: int, allowed: Iterable[str] | None = None) -> None:
    """Raise `AddressRefused` unless this resolved number is public, or allowed by number or by the host's name."""
    if _is_allowed(host, port, allowed) or _is_allowed(address, port, allowed):
        return
    plain = literals.read_plain(address)
    if plain is None or not literals.is_public(plain):
        told = {"host": host, "address": address}
        message = _("%(host)s leads to %(address)s, which is not on the open internet.") % told
        raise AddressRefused(f"{message} {_remedy(host)}")


def is_allowed(url: str) -> bool:
    """Whether the settings name this host: a site of our own."""
    parts = _split(url)
    return _is_allowed(str(parts.hostname), parts.port or _PORTS[parts.scheme], None)


def _split(url: str) -> SplitResult:
    if any(character.isspace() or unicodedata.category(character) == "Cc" or character == "\\" for character in url):
        raise AddressRefused(_("The address holds spaces, backslashes or control characters."))
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressRefused(_("This is not an address: %(error)s.") % {"error": error}) from None
    if parts.scheme not in _PORTS:
        raise AddressRefused(_("Only http:// and https:// addresses can be visited."))
    if not parts.hostname or "%" in parts.hostname or port == 0:
        raise AddressRefused(_("The address names no host."))
    # Full-width digits and dots become plain ones when a resolver reads them, so they are refused before.
    if unicodedata.normalize("NFKC", parts.hostname) != parts.hostname:
        raise AddressRefused(_("The host is written in characters that stand for others."))
    return parts


def _is_inner(host: str) -> bool:
    name = host.rstrip(".").lower()
    # A name of one part is looked up inside the network's own domain.
    return "." not in name or any(name == inner or name.endswith(f".{inner}") for inner in _INNER_NAMES)


def _is_allowed(host: str, port: int, allowed: Iterable[str] | None) -> bool:
    return any(
        _matches(entry, host.lower(), port) for entry in (settings.CRAWL_ALLOWED_HOSTS if allowed is None else allowed)
    )


def _matches(entry: str, host: str, port: int) -> bool:
    """`entry` is a host, host:port, or a network such as 10.1.0.0/16."""
    entry = entry.strip().lower()
    address = literals.read_plain(host)
    if "/" in entry:
        return address is not None and address in ipaddress.ip_network(entry, strict=False)
    return entry.strip("[]") == host or entry in (f"{host}:{port}", f"[{host}]:{port}")


def _remedy(host: str) -> str:
    return _("If it is a site of your own, add %(host)s to CRAWL_ALLOWED_HOSTS.") % {"host": host}


def host_of(url: str) -> str:
    """Host and, where it is an unusual one, port: what politeness is owed to."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    return host if parts.port in (None, _PORTS.get(parts.scheme)) else f"{host}:{parts.port}"
