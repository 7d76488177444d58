"""Which side somebody is on: a hash decides, the same on every machine and for ever."""

import hashlib


def is_treated(*, experiment: str, user: str, share: float) -> bool:
    """Users are split anew for each experiment, so that one does not lean on another."""
    digest = hashlib.sha256(f"{experiment}\x00{user}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64 < share
