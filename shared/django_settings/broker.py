"""BROKER_URL to Celery's settings: a folder on one machine, Redis (or RabbitMQ) on a server."""

from pathlib import Path
from typing import Any

import kombu.transport

# The alias is known to every process that reads settings, so producers and workers agree.
kombu.transport.TRANSPORT_ALIASES["filesystem"] = "shared.broker.filesystem:Transport"

# Kombu polls a folder; its default of one second is felt by whoever waits for an answer.
_POLL_SECONDS = 0.05
# Redis hands a task to another worker after this long without an acknowledgement; training takes less.
_VISIBILITY_SECONDS = 6 * 60 * 60


def broker_options(url: str, *, folder: Path) -> dict[str, Any]:
    if not url.startswith("filesystem:"):
        return {"visibility_timeout": _VISIBILITY_SECONDS}
    messages = str(folder / "messages")
    return {
        "data_folder_in": messages,
        "data_folder_out": messages,
        "processed_folder": str(folder / "taken"),
        "control_folder": str(folder / "control"),
        "polling_interval": _POLL_SECONDS,
    }
