"""Kombu's filesystem transport, with messages that appear and vanish in one step.

Kombu opens a message file and then writes it, so that a worker which looks in between reads half a message; and it
takes a message by moving it to the system's temporary folder, often another disk, where a move is a copy.
"""

import contextlib
import os
import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import filesystem, virtual
from kombu.utils.encoding import bytes_to_str, str_to_bytes
from kombu.utils.json import dumps, loads


class Channel(filesystem.Channel):
    """Publish and take by rename, which is atomic inside one folder tree."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]  # kombu is typed half-way
        for folder in (self.data_folder_in, self.data_folder_out, self.processed_folder, self.control_folder):
            Path(folder).mkdir(parents=True, exist_ok=True, mode=0o700)

    def _put(self, queue: str, payload: Any, **_: Any) -> None:  # type: ignore[override]  # its bases disagree
        # Nanoseconds of wall time keep the order over restarts; kombu's monotonic clock starts anew.
        name = f"{time.time_ns():020d}_{uuid.uuid4()}.{queue}.msg"
        draft = Path(self.processed_folder) / name
        draft.write_bytes(str_to_bytes(dumps(payload)))
        draft.replace(Path(self.data_folder_out) / name)

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        for name in sorted(os.listdir(self.data_folder_in)):
            if name.partition(".")[2] != f"{queue}.msg":
                continue
            taken = Path(self.processed_folder) / name
            # Another worker may have been quicker; the next message is then ours to try.
            with contextlib.suppress(FileNotFoundError):
                (Path(self.data_folder_in) / name).rename(taken)
                payload = taken.read_bytes()
                taken.unlink()
                return loads(bytes_to_str(payload))
        raise Empty


class Transport(filesystem.Transport):
    Channel = Channel

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]  # kombu is typed half-way
        # Kombu remembers for the whole process which queues are bound, and then sends into the void when the folder
        # is another one, or was emptied; the bindings are on disk, and asking again costs one small file.
        self.state = virtual.BrokerState()
