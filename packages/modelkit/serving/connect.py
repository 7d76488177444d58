"""One door to the models, in process or behind HTTP."""

import os
from pathlib import Path

from modelkit.inference.engine import Engine

# A customer waits at the other end of most calls; batch work passes its own patience.
DEFAULT_TIMEOUT = 10.0


def connect(
    url: str | None = None,
    *,
    registry: str | Path | None = None,
    indexes: str | Path | None = None,
    device: str = "auto",
    timeout: float = DEFAULT_TIMEOUT,
    api_key: str | None = None,
) -> Engine:
    """An engine: behind `url` (or MODELKIT_URL) when there is one, else in this process.

    `timeout` is in seconds and bounds every call. `registry` and `indexes` name the folders of the engine in
    process (MODELKIT_REGISTRY, MODELKIT_INDEXES; `./models`, `./indexes`). A server's key may come from
    MODELKIT_API_KEY. Naming a folder asks for this process, whatever MODELKIT_URL says.
    """
    address = url or (os.environ.get("MODELKIT_URL") if registry is None and indexes is None else None)
    if address:
        from modelkit.serving.client import HttpEngine

        return HttpEngine(address, api_key=api_key, timeout=timeout)
    from modelkit.inference.local import LocalEngine

    return LocalEngine(registry, indexes, device=device, timeout=timeout)
