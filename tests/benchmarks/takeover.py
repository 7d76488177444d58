"""Never talks over a person: random orders of customers, agents, two answering processes, time-outs and SIGKILL

`TALKS=20000` conversations on PostgreSQL. Customers, agents and run-out claims act at random in one process; two
others answer what they can claim, as slowly as chance has it, and are killed without warning all the while. Then
every conversation's events are read: a reply of the assistant while a person is there, a question with two replies or
none, a hand-off without its notice or with two, would be counted. There is no peer to run beside it.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests import requirements
from tests.benchmarks.measuring.tables import print_table
from tests.end_to_end.servers import own_database

TALKS = int(os.environ.get("TALKS", "2000"))
SEED = int(os.environ.get("SEED", "0"))
_WORKERS = 2
_INSIDE = [sys.executable, "-m", "tests.benchmarks.measuring.inside", "talking"]


def main() -> None:
    if not requirements.reachable(requirements.DATABASE_URL):
        print("Left out: it needs a PostgreSQL server; set TEST_DATABASE_URL.")
        return
    began = time.monotonic()
    with _place() as environment:
        kills = _under_fire(environment)
        found = json.loads(_run(environment, "judge").splitlines()[-1])
    print(f"Seed {SEED}, {time.monotonic() - began:.0f} s.\n")
    print_table(["what", "times"], [*found["happened"].items(), ["answering processes killed", kills]])
    print_table(["what must not happen", "times"], [list(row) for row in found["wrong"].items()])


@contextmanager
def _place() -> Iterator[dict[str, str]]:
    with own_database(requirements.DATABASE_URL) as database, tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "PYTHONPATH": f".{os.pathsep}packages",
            "DJANGO_SETTINGS_MODULE": "services.support.settings",
            "DATABASE_URL": database,
            "DATA_DIR": folder,
            "SECRET_KEY": "benchmarks-sign-nothing-that-matters-0123456789",
        }
        subprocess.run([sys.executable, "services/support/manage.py", "migrate", "-v0"], env=environment, check=True)
        yield environment


def _under_fire(environment: dict[str, str]) -> int:
    """Everything at once until the last conversation was had; how many processes were killed."""
    command = [*_INSIDE, "answerers", str(_WORKERS), str(SEED)]
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as answerers:
        _run(environment, "people", str(TALKS), str(SEED))
        # Its end of input is the sign to stop.
        told, _errors = answerers.communicate()
    return int(json.loads(told.splitlines()[-1])["killed"])


def _run(environment: dict[str, str], *verb: str) -> str:
    return subprocess.run([*_INSIDE, *verb], env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


if __name__ == "__main__":
    main()
