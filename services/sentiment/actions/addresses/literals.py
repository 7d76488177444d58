"""Addresses written as numbers, in the plain form and in the odd ones that resolvers also take."""

import ipaddress
import re

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address

# inet_aton reads 0x7f.1, 0177.0.0.1 and 2130706433 as addresses; so a host of such parts is one, written to deceive.
_NUMBER = re.compile(r"0[xX][0-9a-fA-F]*|[0-9]+")
# Translation and tunnel prefixes: the address inside decides nothing, since the gateway may send it anywhere.
_CARRIERS = tuple(
    ipaddress.ip_network(prefix)
    for prefix in [
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2002::/16",
        "2001::/32",
        "::/96",
        "::ffff:0:0/96",
        "::ffff:0:0:0/96",
        "fec0::/10",
    ]
)
# Protocol assignments, whose few exceptions Python calls global, and the retired 6to4 relays.
_SPECIAL = tuple(ipaddress.ip_network(prefix) for prefix in ["192.0.0.0/24", "192.88.99.0/24"])


def read_plain(host: str) -> Ip | None:
    """The address that `host` spells in the usual way, else None."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def is_odd(host: str) -> bool:
    """Whether a resolver might read it as a number although it is no plain address."""
    parts = host.rstrip(".").split(".")
    # The last part decides, as in the URL standard: no top-level domain is a number.
    return read_plain(host) is None and bool(_NUMBER.fullmatch(parts[-1]))


def is_public(address: Ip) -> bool:
    """Whether it belongs to the open internet and carries no other address inside."""
    if isinstance(address, ipaddress.IPv6Address) and any(address in carrier for carrier in _CARRIERS):
        return False
    if any(address in special for special in _SPECIAL):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved
