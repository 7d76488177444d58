"""Free ports for runs that must not disturb a demo that is already up."""

import random
import socket

from infra.launch.layout import PORTS

_RANGE = (20_000, 32_000)  # below the ports that Linux gives to outgoing connections


def free_port_base() -> int:
    """A first port whose whole set is free now. Raises OSError when none is found."""
    for _attempt in range(200):
        base = random.randrange(*_RANGE, 10)  # noqa: S311 - any free port will do
        if all(_is_free(base + offset) for offset in PORTS.values()):
            return base
    raise OSError(f"no free ports between {_RANGE[0]} and {_RANGE[1]}")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
