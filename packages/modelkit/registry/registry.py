"""`<root>/<name>/<version>/` with an atomic `current` pointer, on any fsspec path."""

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from modelkit.errors import GateRefused, ModelNotFound
from modelkit.registry.card import CARD_FILE, Card, Metrics
from modelkit.registry.promotion import refusals
from modelkit.registry.storage import Storage

CURRENT, HISTORY = "current", "history.json"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")

Promote = Literal["gate", "always", "never"]
Numbers = list[int]


@dataclass(frozen=True, slots=True)
class Version:
    """A published version. `refusals` says why it did not go live when it was published."""

    name: str
    number: int
    card: Card
    live: bool
    refusals: tuple[str, ...] = ()

    @property
    def metrics(self) -> Metrics:
        """Its held-out figures."""
        return self.card.metrics


Versions = list[Version]


class Registry:
    """Published models under `root`; without one, under `MODELKIT_REGISTRY` or `./models`."""

    def __init__(self, root: str | Path | None = None) -> None:
        self.storage = Storage(root or os.environ.get("MODELKIT_REGISTRY") or "./models")

    def names(self) -> list[str]:
        """Models that have a version."""
        return [name for name in self.storage.folders() if _NAME.fullmatch(name) and self._numbers(name)]

    def publish(self, name: str, directory: str | Path, *, promote: Promote = "gate") -> Version:
        """Copy a model directory in as the next version, and put it in force if `promote` allows.

        A refusal by the gate is no error here: the version is kept and its `refusals` say why. Anything that
        fails on the way leaves the version in force as it was.
        """
        self._check(name)
        card = Card.read(directory)
        number = self.storage.install(Path(directory), name, first=max(self._numbers(name), default=0) + 1)
        reasons: list[str] = []
        if promote != "never":
            try:
                self.promote(name, number, force=promote == "always")
            except GateRefused as refused:
                reasons = refused.reasons
        return Version(name, number, card, self.current(name) == number, tuple(reasons))

    def current(self, name: str) -> int | None:
        """The version in force, or None."""
        self._check(name)
        text = self.storage.read(name, CURRENT)
        return int(text) if text else None

    def list(self, name: str) -> Versions:
        """Every version, oldest first."""
        live = self.current(name)
        return [Version(name, number, self._card(name, number), number == live) for number in self._numbers(name)]

    def card(self, name: str, version: int | None = None) -> Card:
        """The card of a version, by default the one in force, else the newest."""
        number = version or self.current(name) or max(self._numbers(name), default=0)
        return self._card(name, number)

    def promote(self, name: str, version: int, *, force: bool = False) -> Version:
        """Put a version in force. Raises GateRefused where it is worse, unless forced."""
        card = self._card(name, version)
        with self.storage.locked(name):
            live = self.current(name)
            reasons = [] if force or live in {None, version} else refusals(card, self._card(name, live or 0))
            if reasons:
                raise GateRefused(reasons, remedy="Mend the data and train again, or force the promotion.")
            if live != version:
                self._put_in_force(name, version, [*self._past(name), version])
        return Version(name, version, card, live=True)

    def rollback(self, name: str) -> Version:
        """Put the version back in force that was before; again and again as far as history goes."""
        with self.storage.locked(name):
            past = [number for number in self._past(name)[:-1] if number in self._numbers(name)]
            if not past:
                raise ModelNotFound(f"Model {name!r} has no earlier version to go back to.")
            self._put_in_force(name, past[-1], past)
        return Version(name, past[-1], self._card(name, past[-1]), live=True)

    def resolve(self, reference: str | Path) -> Path:
        """The directory that `name` (its version in force), `name@3` or a path means at this moment."""
        text = str(reference)
        name, at, version = text.partition("@")
        if _NAME.fullmatch(name) and (not at or version.isdecimal()):
            number = int(version) if at else self.current(name)
            if number is not None and self.storage.exists(name, str(number), CARD_FILE):
                return self.storage.directory(name, number)
        if text and Path(text).is_dir():
            return Path(text)
        raise self._missing(text)

    def _put_in_force(self, name: str, version: int, past: Numbers) -> None:
        # History first: should the pointer then fail to move, `_past` cuts what never came into force.
        self.storage.replace(json.dumps(past).encode(), name, HISTORY)
        self.storage.replace(str(version).encode(), name, CURRENT)

    def _past(self, name: str) -> Numbers:
        """Versions in the order they came into force, the present one last."""
        live = self.current(name)
        past: Numbers = json.loads(self.storage.read(name, HISTORY) or b"[]")
        while past and past[-1] != live:
            past.pop()
        return past or ([live] if live else [])

    def _numbers(self, name: str) -> Numbers:
        folders = [folder for folder in self.storage.folders(name) if folder.isdecimal()]
        return sorted(int(folder) for folder in folders if self.storage.exists(name, folder, CARD_FILE))

    def _card(self, name: str, number: int) -> Card:
        self._check(name)
        text = self.storage.read(name, str(number), CARD_FILE)
        if text is None:
            raise self._missing(f"{name}@{number}" if number else name)
        return Card.parse(text, where=f"{name}@{number}")

    def _missing(self, reference: str) -> ModelNotFound:
        known = ", ".join(self.names()) or "none yet"
        return ModelNotFound(f"There is no model {reference!r}.", remedy=f"Published here: {known}.")

    def _check(self, name: str) -> None:
        if not _NAME.fullmatch(name):
            raise ModelNotFound(
                f"{name!r} is no model name.", remedy="Use letters, digits, '-', '_' and '.', at most 100."
            )
