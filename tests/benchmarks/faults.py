"""The evaluation gate: 40 mistakes of editors put to it, and 40 changes that do no harm

Target: 95 % of the mistakes that make answers worse are held, 5 % of harmless changes at most; 500 cases in 30 s.
The sample bank, models trained in full; whatever is marked as test was not trained on and is among the cases. Every
change goes through the service's own action; what was done by hand on the machine goes through `manage.py evaluate`.
Then it is made all the same and every case is read again, by a reading of its own: a mistake counts where more cases
lost than gained. One verdict is reckoned three ways: with no case protected, with one of each intent and article, with
all. CASES, FAULTS and HARMLESS take fewer; TRAINING=fast is for a quick look, and answers half as much.
"""

import os
import shutil
import subprocess
from collections import defaultdict
from typing import Any

from infra.launch.layout import ROOT, Layout, manage
from infra.launch.ports import free_port_base
from modelkit.evaluation.intervals import proportion
from tests.benchmarks.measuring.inside import ask
from tests.benchmarks.measuring.percentiles import percentile
from tests.benchmarks.measuring.tables import percent, print_table

_TRAINED = "trained-to-be-judged"
_WAYS = {"none": "no case protected", "one_of_each": "one of each", "every": "every case"}


def main() -> None:
    asked = [os.environ.get(name, usual) for name, usual in (("CASES", "500"), ("FAULTS", "40"), ("HARMLESS", "40"))]
    found = ask(_fresh(), "faulty", "judge", *asked)
    print(
        f"{found['cases']} cases, {found['right']} right before; asked once in {found['seconds']:.1f} s. "
        f"“One of each” protects {found['one_of_each']} of them.\n"
    )
    harmful = [one for one in found["faults"] if one["worse"] > one["better"]]
    _print_kinds("mistakes", found["faults"])
    print()
    _print_kinds("harmless changes", found["harmless"])
    rows = [
        _row(f"mistakes that make answers worse, {len(harmful)} of {len(found['faults'])}: held", harmful),
        _row("… of those that spoil five cases or more", [one for one in harmful if one["worse"] >= 5]),
        _row("harmless changes held", found["harmless"]),
    ]
    print()
    print_table(["", *_WAYS.values()], rows)
    seconds = [one["seconds"] for one in (*found["faults"], *found["harmless"])]
    print(f"\nSeconds for a verdict: median {percentile(seconds, 0.5).value:.1f}, longest {max(seconds):.1f}.")


def _row(title: str, judged: list[dict[str, Any]]) -> list[str]:
    if not judged:
        return [title, *("–" for _way in _WAYS)]
    return [title, *(percent(proportion(sum(one[way] for one in judged), len(judged))) for way in _WAYS)]


def _print_kinds(title: str, judged: list[dict[str, Any]]) -> None:
    kinds: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in judged:
        kinds[one["kind"]].append(one)
    rows = [
        [
            kind,
            len(rows),
            sum(one["worse"] > one["better"] for one in rows),
            ", ".join(f"{one['worse']}/{one['better']}" for one in rows),
            *(sum(one[way] for one in rows) for way in _WAYS),
        ]
        for kind, rows in kinds.items()
    ]
    print_table([title, "n", "harmful", "cases worse/better", *(f"held, {way}" for way in _WAYS.values())], rows)


def _fresh() -> Layout:
    """The trained bank is kept in `build/`; each run judges a copy of it."""
    root = ROOT / "build" / "benchmarks"
    preset = os.environ.get("TRAINING", "")
    trained = Layout(data=root / f"{_TRAINED}{preset}", port_base=free_port_base())
    if not (trained.data / _TRAINED).exists():
        shutil.rmtree(trained.data, ignore_errors=True)
        environment = trained.environment()
        environment.pop("MODELKIT_URL")
        subprocess.run(manage("migrate", "--verbosity", "0"), env=environment, check=True)
        ask(trained, "faulty", "train", preset)
        (trained.data / _TRAINED).touch()
    layout = Layout(data=root / "judged", port_base=trained.port_base)
    shutil.rmtree(layout.data, ignore_errors=True)
    shutil.copytree(trained.data, layout.data, ignore=shutil.ignore_patterns("logs", "broker"))
    return layout
