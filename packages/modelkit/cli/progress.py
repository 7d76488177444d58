"""Where training events go: JSON lines for programs, a bar for people."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

Emit = Callable[[Mapping[str, Any]], None]


@contextmanager
def json_lines(target: str) -> Iterator[Emit]:
    """One JSON object a line, written at once, to a file or, for `-`, to standard output."""
    with ExitStack() as stack:
        stream = sys.stdout if target == "-" else stack.enter_context(Path(target).open("a", encoding="utf-8"))
        yield lambda event: print(json.dumps(event, ensure_ascii=False), file=stream, flush=True)


@contextmanager
def bar() -> Iterator[Emit]:
    """A progress bar on stderr, and the figures at the end on stdout."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[note]}"), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("start", total=None, note="")

        def show(event: Mapping[str, Any]) -> None:
            kind = event["event"]
            if kind == "stage":
                progress.update(task, description=event["name"])
            elif kind == "progress":
                note = f"loss {event['loss']:.3f}  {event['examples_per_second']:.0f}/s"
                progress.update(task, total=event["steps"], completed=event["step"], note=note)
            elif kind == "validated":
                progress.console.print(f"step {event['step']}: {event['figure']} {event['value']:.4f}")
            elif kind == "done":
                _figures(event)

        yield show


def _figures(event: Mapping[str, Any]) -> None:
    for name, figure in event["metrics"].items():
        print(f"{name:>16}  {figure['value']:.4f}  [{figure['low']:.4f}, {figure['high']:.4f}]")
    if "version" in event:
        state = "live" if event["live"] else "kept, not live: " + " ".join(event["refusals"])
        print(f"published {event['name']}@{event['version']}: {state}")
