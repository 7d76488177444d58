"""Unsupported claims: 2,000 answers composed beside articles that contradict each other, and with a lying generator

Beside each of the bank's articles stands a twin with other numbers, among 12,039 public snippets, and no threshold
protects anybody: every question is answered from whatever is nearest. Each sentence's numbers, dates, prices and links
are then looked for in the text that it cites, by code that shares nothing with the service's own check. The generator
falsifies six of seven sentences. `ANSWERS=2000`.
"""

import os
import shutil

from infra.launch.layout import Layout
from tests.benchmarks.measuring import liar, machine, suite
from tests.benchmarks.measuring.inside import ask
from tests.benchmarks.measuring.tables import print_table

NEEDS = ("support/dstc9_faq",)
ANSWERS = os.environ.get("ANSWERS", "2000")


def main() -> None:
    machine.keep_two_cores()
    layout = _contradicting()
    with liar.speaking(seed=0) as generator:
        runs = {"from the sources alone": ask(layout, "claims", "ask", ANSWERS)}
        runs["phrased by a generator that lies"] = ask(layout, "claims", "ask", ANSWERS, generator)
    told, wrong = (list(next(iter(runs.values()))[name]) for name in ("told", "wrong"))
    print_table(
        ["answers", *told, *wrong],
        [
            [name, *(found["told"][one] for one in told), *(found["wrong"][one] for one in wrong)]
            for name, found in runs.items()
        ],
    )
    for found in runs.values():
        print("\n".join(found["examples"]))


def _contradicting() -> Layout:
    known = suite.bank_with_snippets()
    layout = Layout(data=known.data.parent / "claims", port_base=known.port_base)
    shutil.rmtree(layout.data, ignore_errors=True)
    shutil.copytree(known.data, layout.data, ignore=shutil.ignore_patterns("logs", "broker", "*-schedule"))
    ask(layout, "claims", "plant")
    return layout


if __name__ == "__main__":
    main()
