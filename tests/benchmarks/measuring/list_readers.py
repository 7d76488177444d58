"""Who reads published lists meanwhile: over the API, and from the Parquet files."""

import hashlib
import json
import threading
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
from pyarrow import parquet

_PAUSE_SECONDS = 0.02
Answers = tuple[tuple[str, ...], ...]


class ApiReader:
    """Asks for the lists of some users again and again; each answer must be of one generation that is known."""

    def __init__(self, url: str, key: str, users: Sequence[str]) -> None:
        self.http = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=30)
        self.users = users
        self.known: dict[tuple[str, tuple[str, ...]], str] = {}
        self.seen: list[str] = []
        self.wrong: list[str] = []

    def learn(self, name: str) -> None:
        """What is answered now is generation `name`."""
        for user in self.users:
            answer = (user, self._ask(user))
            if self.known.setdefault(answer, name) != name:
                raise AssertionError(f"two generations have the same list for {user}")

    def read(self) -> None:
        for user in self.users:
            answer = (user, self._ask(user))
            if answer in self.known:
                self.seen.append(self.known[answer])
            else:
                self.wrong.append(f"{user}: {answer[1]}")

    @property
    def changes(self) -> int:
        """How often the next answer was of another generation than the one before."""
        return sum(one != other for one, other in zip(self.seen, self.seen[1:], strict=False))

    def _ask(self, user: str) -> tuple[str, ...]:
        reply = self.http.get(f"/api/users/{user}/recommendations").raise_for_status().json()
        if reply["way"] != "list":
            raise AssertionError(f"{user} was answered by {reply['way']}, not from the published lists")
        return tuple(one["item"] for one in reply["items"])


class FileReader:
    """Follows `current.json` to the files of a generation, and reads them all."""

    def __init__(self, folder: Path) -> None:
        self.pointer = folder / "current.json"
        self.known: dict[str, str] = {}
        self.seen: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.moved_on = 0

    def learn(self, name: str) -> None:
        if self.known.setdefault(self._hash(self.pointed()), name) != name:
            raise AssertionError("two generations have the same lists")

    def read(self) -> None:
        told = self.pointed()
        try:
            found = self._hash(told)
        except (FileNotFoundError, AssertionError) as error:
            if self.pointed() == told:
                self.wrong.append(f"generation {told['generation']}: {error}")
            else:
                # Two flips while this read: its folder is no longer kept.
                self.moved_on += 1
            return
        if found in self.known:
            self.seen[self.known[found]] += 1
        else:
            self.wrong.append(f"generation {told['generation']}: lists that no run alone made")

    def pointed(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.pointer.read_text())
        return found

    def _hash(self, told: dict[str, Any]) -> str:
        """SHA-256 over users, items and scores; every row must be of this generation, and every user there."""
        digest, users = hashlib.sha256(), 0
        for path in sorted(Path(told["folder"]).glob("part-*.parquet")):
            for row in parquet.read_table(path, memory_map=False).to_pylist():
                if row["generation"] != told["generation"]:
                    raise AssertionError(f"a row of generation {row['generation']}")
                users += 1
                digest.update(json.dumps([row["user_id"], row["items"], row["scores"]]).encode())
        if users != told["users"]:
            raise AssertionError(f"{users} users instead of {told['users']}")
        return digest.hexdigest()


class Reading:
    """Readers at it in threads of their own until the block ends."""

    def __init__(self, *readers: ApiReader | FileReader) -> None:
        self.readers, self.done = readers, threading.Event()
        self.threads = [threading.Thread(target=self._read, args=(one,)) for one in readers]

    def __enter__(self) -> None:
        for thread in self.threads:
            thread.start()

    def __exit__(self, *_error: object) -> None:
        self.done.set()
        for thread in self.threads:
            thread.join()

    def _read(self, reader: ApiReader | FileReader) -> None:
        while not self.done.is_set():
            try:
                reader.read()
            except Exception as error:  # noqa: BLE001 - whatever a reader meets is what is measured
                reader.wrong.append(repr(error))
            time.sleep(_PAUSE_SECONDS)
