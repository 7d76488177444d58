"""`python -m tests.benchmarks [NAME]`: print one benchmark's table, or every one in turn.

A benchmark is a module beside this file with `main() -> None`; its docstring's first line is its title. `NEEDS`,
where it has one, names the folders below `TRIPTYCH_DATA` that it reads.
"""

import argparse
import importlib
import os
import pkgutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from tests import benchmarks
from tests.benchmarks.measuring import machine


@dataclass(frozen=True)
class Benchmark:
    """A module and the public data it reads."""

    name: str
    module: ModuleType

    @property
    def title(self) -> str:
        return (self.module.__doc__ or self.name).strip().splitlines()[0]

    @property
    def needs(self) -> tuple[str, ...]:
        return tuple(getattr(self.module, "NEEDS", ()))

    @property
    def absent(self) -> list[str]:
        """What it needs and this machine lacks."""
        root = Path(os.environ.get("TRIPTYCH_DATA", "/nonexistent"))
        return [folder for folder in self.needs if not (root / folder).is_dir()]


def main() -> int:
    names = sorted(found.name for found in pkgutil.iter_modules(benchmarks.__path__) if not found.ispkg)
    names = [name for name in names if not name.startswith("_")]
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description="Print the benchmark tables.")
    parser.add_argument("name", nargs="?", choices=names, help="run this one; without a name, all")
    parser.add_argument("--list", action="store_true", help="only say what there is, and what each needs")
    arguments = parser.parse_args()
    if arguments.list:
        for name in names:
            _introduce(_load(name))
        return 0
    return _run_one(_load(arguments.name)) if arguments.name else _run_all(names)


def _load(name: str) -> Benchmark:
    return Benchmark(name, importlib.import_module(f"tests.benchmarks.{name}"))


def _run_one(benchmark: Benchmark) -> int:
    if benchmark.absent:
        print(f"{benchmark.name} needs {', '.join(benchmark.absent)} below TRIPTYCH_DATA.", file=sys.stderr)
        return 2
    print(f"## {benchmark.title}\n\n{machine.describe()}\n", flush=True)
    benchmark.module.main()
    return 0


def _run_all(names: list[str]) -> int:
    """Each in a process of its own: threads, caches and models of one must not colour the next."""
    failed = []
    for name in names:
        if absent := _load(name).absent:
            print(f"## {name}\n\nLeft out: it needs {', '.join(absent)} below TRIPTYCH_DATA.\n", flush=True)
            continue
        done = subprocess.run([sys.executable, "-m", "tests.benchmarks", name], check=False)
        failed += [name] if done.returncode else []
        print(flush=True)
    if failed:
        print(f"Failed: {', '.join(failed)}", file=sys.stderr)
    return int(bool(failed))


def _introduce(benchmark: Benchmark) -> None:
    needs = f"TRIPTYCH_DATA: {', '.join(benchmark.needs)}" if benchmark.needs else "nothing but the sample"
    print(f"{benchmark.name:<12} {benchmark.title}\n{'':<12} needs {needs}")


if __name__ == "__main__":
    sys.exit(main())
