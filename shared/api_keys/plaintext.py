"""The text of a key: `tpk_<prefix>_<secret>`, easy to find by secret scanners."""

import hashlib
import secrets
from dataclasses import dataclass

_MARK = "tpk"


@dataclass(frozen=True)
class Plaintext:
    prefix: str
    secret: str

    def __str__(self) -> str:
        return f"{_MARK}_{self.prefix}_{self.secret}"

    @property
    def hash(self) -> str:
        """The secret is 256 random bits, so one round of SHA-256 is enough; passwords would need more."""
        return hashlib.sha256(self.secret.encode()).hexdigest()


def generate() -> Plaintext:
    return Plaintext(prefix=secrets.token_hex(5), secret=secrets.token_hex(32))


def parse(text: str) -> Plaintext | None:
    mark, _, rest = text.strip().partition("_")
    prefix, _, secret = rest.partition("_")
    return Plaintext(prefix=prefix, secret=secret) if mark == _MARK and prefix and secret else None
