"""Text of customers is masked on its way in; hashes are taken of the masked text."""

import hashlib

from shared.privacy import mask


def masked(text: str) -> str:
    return mask(" ".join(text.split())).text


def digest(text: str) -> str:
    """Equal for questions that differ in case and spacing only."""
    return hashlib.sha256(" ".join(text.casefold().split()).encode()).hexdigest()


def share_of(text: str) -> float:
    """A stable number in [0, 1) for the text: the same question always lands in the same split."""
    return int(digest(text)[:8], 16) / 16**8
