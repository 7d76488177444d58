"""Everybody's best 100 of 100,000 items in a night: the kernel beside its peers, and what the whole job adds

The kernel finds the exact best for every user, without what the user knows. FAISS's flat index and implicit's
`recommend` do the same with the same rows, on the same two cores. The job is `manage.py recommend --all`: histories
read, lists written to database and Parquet, shards recorded. `ITEMS=100000 USERS=4000`; `RECOMMEND_PEERS` names the
peers' environment. `DATABASE=sqlite` takes the embedded database where a PostgreSQL is reachable.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from tests import requirements
from tests.benchmarks.measuring import peers
from tests.benchmarks.measuring.machine import keep_two_cores
from tests.benchmarks.measuring.night import Places, best_new, timed
from tests.benchmarks.measuring.recommending import House, house
from tests.benchmarks.measuring.tables import print_table

ITEMS = int(os.environ.get("ITEMS", "100000"))
USERS = int(os.environ.get("USERS", "4000"))
COUNT = 100
_LEDGER = """
import json, django; django.setup()
from services.recommend.models import Generation
one = Generation.objects.get(state="current")
print(json.dumps([one.users, sum(one.shards.values_list("seconds", flat=True))]))
"""


def main() -> None:
    keep_two_cores()
    postgres = os.environ.get("DATABASE") != "sqlite" and requirements.reachable(requirements.DATABASE_URL)
    with house(requirements.DATABASE_URL if postgres else "") as here:
        here.run(sys.executable, "-m", "tests.benchmarks.measuring.warehouse", str(ITEMS), str(USERS))
        words = ["-m", "tests.benchmarks.measuring.night", str(here.folder), str(COUNT)]
        told = json.loads(here.run(sys.executable, *words).splitlines()[-1])
        night = np.load(here.folder / "night.npz")
        rows = [_row("this kernel", told["seconds"], night["found"], night["found"])]
        rows.append(_row("FAISS flat", *_faiss(night), night["found"]))
        if peers.available():
            rows.append(_row("implicit 0.7.3, `recommend`", *_implicit(here.folder), night["found"]))
        head = [f"{told['users']:,} users × {ITEMS:,} items × {told['width']}", "users/s", "the same lists"]
        print_table(head, rows)
        _job(here, told["seconds"], "PostgreSQL" if postgres else "SQLite")


def _row(name: str, seconds: float, found: Places, ours: Places) -> list[str]:
    alike = np.mean([len(np.intersect1d(one, other)) / COUNT for one, other in zip(found, ours, strict=True)])
    return [name, f"{len(found) / seconds:,.0f}", f"{100 * alike:.2f} %"]


def _faiss(night: "np.lib.npyio.NpzFile") -> tuple[float, Places]:
    index = faiss.IndexFlatIP(night["items"].shape[1])
    index.add(night["items"])
    users: NDArray[np.float32] = night["users"]
    known = [one.tolist() for one in np.split(night["known"], night["ends"][:-1])]

    def search(rows: NDArray[np.float32], k: int) -> Places:
        _scores, places = index.search(rows, k)
        return np.asarray(places)

    return timed(lambda: best_new(search, users, known, COUNT))


def _implicit(folder: Path) -> tuple[float, Places]:
    peers.run("night", folder / "night.npz", folder / "implicit.npz", count=COUNT)
    answered = np.load(folder / "implicit.npz")
    return float(answered["seconds"]), answered["found"]


def _job(here: House, kernel: float, database: str) -> None:
    began = time.monotonic()
    command = here.manage("recommend", "--all", "--per-user", str(COUNT))
    subprocess.run(command, env=here.environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall = time.monotonic() - began
    users, seconds = json.loads(here.python(_LEDGER))
    rows = [
        ["users/s, shards from reading to recorded", f"{users / seconds:,.0f}"],
        ["beside the kernel alone", f"{100 * (seconds / kernel - 1):+.0f} %"],
        ["seconds of the whole command, catalogue read and index built", f"{wall:.0f}"],
    ]
    print()
    print_table([f"the job, on {database}", "value"], rows)


if __name__ == "__main__":
    main()
