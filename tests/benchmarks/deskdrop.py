"""A company's articles and what colleagues opened, without any impressions: what the ranker makes of events alone

Deskdrop, a year of it. At each of ten moments, a fortnight apart, `train` learns from the four weeks before, chooses on
four days of them and is asked about the next four, full ranking, as the service does it; users of all moments stand
together. There are no texts in the data, so only what is done and when articles came can speak.
`MOMENTS=10`, `FIRST=0` counts fortnights back from the end.
"""

import json
import os
import sys
import zipfile
from pathlib import Path

import numpy as np

from modelkit.evaluation.intervals import Interval, bootstrap_statistic, mean_by
from tests.benchmarks.measuring.machine import keep_two_cores
from tests.benchmarks.measuring.public_data import folder
from tests.benchmarks.measuring.recommending import house
from tests.benchmarks.measuring.tables import print_table

NEEDS = ("recommend/deskdrop",)
FILE = "users_interactions.csv"
MOMENTS, FIRST = int(os.environ.get("MOMENTS", "10")), int(os.environ.get("FIRST", "0"))


def main() -> None:
    keep_two_cores()
    with house() as here:
        with zipfile.ZipFile(next(folder(NEEDS[0]).glob("*.zip"))) as packed:
            packed.extract(FILE, here.folder)
        words = [str(Path(here.folder, FILE)), str(FIRST), str(MOMENTS)]
        told = json.loads(
            here.run(sys.executable, "-m", "tests.benchmarks.measuring.colleagues", *words).splitlines()[-1]
        )
    print(f"Pages: {', '.join(sorted(set(told['pages'])))}; second stage used {sum(told['second'])} of {MOMENTS} times")
    rows, users = {name: np.array(own) for name, own in told["rows"].items()}, told["users"]
    print_table(
        ["system", f"NDCG@10, {len(users):,} users and moments", "the ranker ahead by"],
        [[name, _told(own, users), _told(rows["ranker"] - own, users)] for name, own in rows.items()],
    )


def _told(values: np.typing.NDArray[np.float64], users: list[str]) -> str:
    """Moments of one user are not independent: the interval draws users."""
    figure: Interval = bootstrap_statistic(*mean_by(values, users))
    return f"{figure.value:.3f} ({figure.low:.3f} – {figure.high:.3f})"


if __name__ == "__main__":
    main()
