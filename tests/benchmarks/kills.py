"""Lists for everybody while the run is killed again and again, and readers look on

A generation is built of the magazine and its readers as of one of two moments in turn. Three runs in four are killed
with SIGKILL: at a seeded step while the plan is cut into shards, while lists are scored, while files or rows are
written, while the generation is flipped, pointed to, or old ones are dropped; or from outside at any time. The next
run goes on. What comes out is compared with runs that nobody disturbed, of the same moments. A reader of the API and
one of the Parquet files look on all the time. `KILLS=30` is the full run, on each database that is there.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import cycle

from infra.launch.layout import ROOT
from tests import requirements
from tests.benchmarks.measuring.list_readers import ApiReader, FileReader, Reading
from tests.benchmarks.measuring.recommending import House, house
from tests.benchmarks.measuring.tables import print_table

KILLS = int(os.environ.get("KILLS", "12"))
_SHARD_USERS = "10"
# One of each row in turn, so that every generation is killed at its beginning, in its middle and at its end.
_BEGINNING = ("sharding", "outside")
_MIDDLE = ("scoring", "writing files", "writing rows", "outside")
_END = ("flipping", "pointing", "dropping")
_STRANGERS = [f"stranger-{number}" for number in range(3)]

# Strangers opened what is on no shelf, so that their answers come from the published lists.
_FILL = """
import sys, django; django.setup()
from tests.recommend.readers import open_magazine
from tests.recommend.shop import act
open_magazine()
for user in sys.argv[1:]:
    act(user, ["gone"], minutes_ago=60 * 24 * 20)
"""
_LEDGER = """
import json, django; django.setup()
from services.recommend.models import Generation
rows = Generation.objects.order_by("pk").values_list("pk", "state", "digest")
print(json.dumps([list(row) for row in rows]))
"""


@dataclass
class Told:
    """What was seen of one database."""

    steps: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    kills: Counter[str] = field(default_factory=Counter)
    published: int = 0
    different: int = 0
    behind: int = 0
    refused: int = 0


def main() -> None:
    servers = {"SQLite": ""}
    if requirements.reachable(requirements.DATABASE_URL):
        servers["PostgreSQL"] = requirements.DATABASE_URL
    for name, server in servers.items():
        began = time.monotonic()
        with house(server) as here, here.serving() as web:
            here.python(_FILL, *_STRANGERS)
            here.run(*here.manage("train"))
            api = ApiReader(web.url, here.key("recommendations:read"), _STRANGERS)
            files = FileReader(here.folder / "lists")
            told = _under_fire(here, api, files)
        _report(name, told, api, files, time.monotonic() - began)


def _under_fire(here: House, api: ApiReader, files: FileReader) -> Told:
    now, told, rng = datetime.now(UTC), Told(), random.Random(1)
    moments = [(now - timedelta(days=4)).isoformat(), (now - timedelta(minutes=1)).isoformat()]
    told.steps = json.loads(here.run(*_dying(moments[0], "nowhere", 0)).splitlines()[-1])
    digests = {}
    for moment in moments:
        began = time.monotonic()
        here.run(*here.manage(*_words(moment)))
        told.seconds = time.monotonic() - began
        digests[moment] = _current(here)[2]
        api.learn(moment)
        files.learn(moment)
    with Reading(api, files):
        for moment, plan in zip(cycle(moments), _plans(rng), strict=False):
            _build(here, moment, plan, rng, told)
            told.published += 1
            told.different += _current(here)[2] != digests[moment]
            # The pointer may still name the generation before: whoever starts next mends it.
            told.behind += files.pointed()["generation"] != _current(here)[0]
            if sum(told.kills.values()) >= KILLS:
                break
        told.refused += _rivals(here, moments[0])
    assert files.pointed()["generation"] == _current(here)[0]
    return told


def _plans(rng: random.Random) -> Iterator[list[str]]:
    """Where each generation is killed."""
    for end in cycle(_END):
        yield [rng.choice(_BEGINNING), rng.choice(_MIDDLE), end]


def _build(here: House, moment: str, plan: list[str], rng: random.Random, told: Told) -> None:
    """Until it is published, by the run that a kill came too late for, or by two that nobody kills."""
    before = _current(here)[0]
    for phase in plan[: KILLS - sum(told.kills.values())]:
        told.kills[phase] += _killed(here, moment, phase, rng, told)
        if _current(here)[0] != before:
            return
    told.refused += _rivals(here, moment)
    assert _current(here)[0] != before


def _killed(here: House, moment: str, phase: str, rng: random.Random, told: Told) -> bool:
    """Whether the run was killed; one that had ended by then has done its work."""
    if phase == "outside":
        command = here.manage(*_words(moment))
    else:
        # A run that goes on has few shards left.
        few = told.steps[phase] // (4 if phase in _MIDDLE else 1)
        command = _dying(moment, phase, rng.randint(1, few))
    process = subprocess.Popen(
        command, env=here.environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    if phase == "outside":
        time.sleep(rng.uniform(0, told.seconds))
        process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def _rivals(here: House, moment: str) -> int:
    """Two at once, of which one is refused unless the other had ended; how many were."""
    running = [
        subprocess.Popen(
            here.manage(*_words(moment)),
            env=here.environment,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    ended = [(one.communicate()[1], one.returncode) for one in running]
    refused = sum("already running" in said for said, _code in ended)
    assert sum(code == 0 for _said, code in ended) == 2 - refused >= 1, ended
    return refused


def _words(moment: str) -> list[str]:
    return ["recommend", "--all", "--per-user", "20", "--shard-users", _SHARD_USERS, "--until", moment]


def _dying(moment: str, phase: str, step: int) -> list[str]:
    return [sys.executable, "-m", "tests.benchmarks.measuring.dying", phase, str(step), *_words(moment)]


def _current(here: House) -> tuple[int, str, str]:
    rows = json.loads(here.python(_LEDGER))
    return next((tuple(row) for row in rows if row[1] == "current"), (0, "", ""))


def _report(database: str, told: Told, api: ApiReader, files: FileReader, seconds: float) -> None:
    rows = [
        ["SIGKILLs", f"{sum(told.kills.values())}: " + ", ".join(f"{name} {n}" for name, n in told.kills.items() if n)],
        ["generations published; with lists other than an undisturbed run's", f"{told.published}; {told.different}"],
        ["flips whose pointer the kill left behind, all mended by the next start", str(told.behind)],
        ["second runs at the same time, refused", str(told.refused)],
        ["answers of the API; of no whole generation", f"{len(api.seen):,}; {len(api.wrong)}"],
        ["changes of generation the API's reader saw", str(api.changes)],
        ["generations read from files; mixed or incomplete", f"{sum(files.seen.values()):,}; {len(files.wrong)}"],
        ["folders dropped while they were read", str(files.moved_on)],
        ["seconds", f"{seconds:.0f}"],
    ]
    print_table([f"figure, on {database}", "value"], rows)
    print(flush=True)
    assert not told.different
    assert not api.wrong, api.wrong[:3]
    assert not files.wrong, files.wrong[:3]
    # Once there and never back: at most one change a flip.
    assert api.changes <= told.published + 1
    assert told.refused


if __name__ == "__main__":
    main()
