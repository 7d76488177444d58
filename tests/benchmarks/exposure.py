"""Does the gate know what readers like, or what they were shown? Simulated readers, whose liking is known

Draws of the sample magazine's readers, `DRAWS=16`. The ranker's first stage stands beside texts alone, a second stage
that learnt from what was opened, and one that learnt from it by how seldom it had been shown. `liked` is the chance
with which the simulation lets a reader open what is listed, once they look; the claims are of NDCG@10 and of the fair
measure, twice a draw, on the last four days and on the four before.
"""

import json
import os
import sys

import numpy as np

from modelkit.evaluation.intervals import bootstrap
from tests.benchmarks.measuring.recommending import house
from tests.benchmarks.measuring.tables import print_table

DRAWS = int(os.environ.get("DRAWS", "16"))


def main() -> None:
    with house() as here:
        told = json.loads(
            here.run(sys.executable, "-m", "tests.benchmarks.measuring.liking", str(DRAWS)).splitlines()[-1]
        )
    rows = []
    for name, found in told.items():
        gap = bootstrap(np.array(found["liked"]) - np.array(told["first stage"]["liked"]))
        counts = [f"{sum(found[claim]):.0f} of {len(found[claim])}" for claim in ("ndcg", "fair")]
        rows.append(
            [name, f"{np.mean(found['liked']):.3f}", f"{gap.value:+.3f} ({gap.low:+.3f} – {gap.high:+.3f})", *counts]
        )
    head = ["way", "liked", "beside the first stage", "NDCG@10 claims it better", "the fair measure claims it better"]
    print_table(head, rows)


if __name__ == "__main__":
    main()
