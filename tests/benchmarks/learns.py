"""Corrections teach at once: banking77, three in ten intents unknown, then 200 corrections through the real actions

Target: hit@1 on withheld intents + 20 points or more, no loss beyond its interval elsewhere, each live in at most
60 s; a batch with three in ten labels wrong is refused. A question counts as right when the whole ladder answers it
with its intent's template. Training is the fast one, on 30 examples an intent; nothing is trained again afterwards.
An editor approves what is waiting together: the first correction of every intent, then the second, and so on.
"""

import shutil
import subprocess

import numpy as np

from infra.launch.layout import ROOT, Layout, manage
from infra.launch.ports import free_port_base
from modelkit.evaluation.intervals import bootstrap
from modelkit.evaluation.significance import paired_bootstrap
from tests.benchmarks.measuring.inside import ask
from tests.benchmarks.measuring.percentiles import percentile
from tests.benchmarks.measuring.tables import percent, print_table

NEEDS = ("support/banking77", "support/clinc150")
_TRAINED = "trained-to-learn"


def main() -> None:
    layout = _fresh()
    found = ask(layout, "teaching", "teach")
    withheld = np.array(found["withheld"])
    before, after = (np.array(found[name], dtype=float) for name in ("before", "after"))
    rows = []
    for title, chosen in (("withheld intents", withheld), ("intents known before", ~withheld)):
        gain = paired_bootstrap(after[chosen], before[chosen]).difference
        figures = [percent(bootstrap(values[chosen])) for values in (before, after)]
        rows.append([title, int(chosen.sum()), *figures, percent(gain)])
    print_table(["test questions", "n", "hit@1 before", "hit@1 after", "gained"], rows)
    live = [seconds for seconds in found["seconds"] if seconds is not None]
    print(
        f"\n{len(live)} of {len(found['seconds'])} corrections went live; seconds from approval to the answer: "
        f"median {percentile(live, 0.5).value:.2f}, longest {max(live):.2f}."
    )
    print(
        f"A batch with three in ten labels wrong was {'refused' if found['refused'] else 'TAKEN'}; of {found['draws']} "
        f"draws {found['wrong_refused']} spoiled ones would be refused, and {found['right_refused']} right ones."
    )


def _fresh() -> Layout:
    """The trained bank is kept in `build/`; each run corrects a copy of it."""
    root = ROOT / "build" / "benchmarks"
    trained = Layout(data=root / _TRAINED, port_base=free_port_base())
    if not (trained.data / _TRAINED).exists():
        shutil.rmtree(trained.data, ignore_errors=True)
        environment = trained.environment()
        environment.pop("MODELKIT_URL")
        subprocess.run(manage("migrate", "--verbosity", "0"), env=environment, check=True)
        ask(trained, "teaching", "train")
        (trained.data / _TRAINED).touch()
    layout = Layout(data=root / "learns", port_base=trained.port_base)
    shutil.rmtree(layout.data, ignore_errors=True)
    shutil.copytree(trained.data, layout.data, ignore=shutil.ignore_patterns("logs", "broker"))
    return layout
