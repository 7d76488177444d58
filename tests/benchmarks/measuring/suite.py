"""The suite that is measured: the sample bank with its fine-tuned models, and public snippets beside it."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from infra.launch.layout import ROOT, Layout, manage
from infra.launch.ports import free_port_base
from infra.launch.processes import Processes
from infra.launch.suite import prepare, start
from tests.benchmarks.measuring.inside import ask

_BUILD = ROOT / "build" / "benchmarks"
_FINISHED = "snippets"
_TRAINED = "trained"


def bank() -> Layout:
    """The demo's data with all three models trained in full, at the first use; kept in `build/` for the next."""
    layout = Layout(data=_BUILD / "bank", port_base=free_port_base())
    prepare(layout)
    finished = layout.data / _TRAINED
    if not finished.exists():
        environment = layout.environment()
        environment.pop("MODELKIT_URL")
        subprocess.run(manage("train"), env=environment, check=True)
        finished.touch()
    return layout


def bank_with_snippets() -> Layout:
    """The same bank, whose knowledge also holds 12,039 public snippets."""
    layout = Layout(data=_BUILD / "snippets", port_base=free_port_base())
    finished = layout.data / _FINISHED
    if not finished.exists():
        shutil.rmtree(layout.data, ignore_errors=True)
        shutil.copytree(bank().data, layout.data, ignore=shutil.ignore_patterns("logs", "broker", "*-schedule"))
        finished.write_text(str(ask(layout, "snippets")["snippets"]))
    # What was kept may be older than the code.
    subprocess.run(manage("migrate", "--verbosity", "0"), env=layout.environment(), check=True)
    return layout


def snippets_in(layout: Layout) -> int:
    """How many passages the snippets became."""
    return int((layout.data / _FINISHED).read_text())


@contextmanager
def running(layout: Layout) -> Iterator[Processes]:
    """Every process of the Procfile, started, well, and stopped at the end."""
    with Processes(logs=layout.data / "logs", environment=layout.environment()) as processes:
        start(layout, processes)
        yield processes
