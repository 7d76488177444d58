"""Several test workers (`-n 2`) keep apart as separate runs would: own folder of data, own database of the broker.

Loaded as a plugin (`-p tests.workers`), since settings are read before any conftest is. The test databases need
nothing: pytest-django names one for each worker.
"""

import os
import re
from pathlib import Path

WORKER = os.environ.get("PYTEST_XDIST_WORKER")


def separate(worker: str) -> None:
    folder = Path(os.environ.get("DATA_DIR", Path(__file__).parent.parent / "var")) / "workers" / worker
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["DATA_DIR"] = str(folder)
    number = int(worker.removeprefix("gw"))
    for name in ("BROKER_URL", "TEST_BROKER_URL"):
        if url := os.environ.get(name):
            os.environ[name] = re.sub(r"(?<=/)\d+$", lambda found: str(int(found[0]) - number), url)


if WORKER:
    separate(WORKER)
