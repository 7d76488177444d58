"""`python -m tests.benchmarks.measuring.dying PHASE STEP WORDS…`: manage.py with these words, which kills itself.

A step is a call or a return, of Python or of C, while the function of the phase runs: SIGKILL comes at the STEP-th.
With STEP 0 nothing is killed, and the steps of every phase are printed as JSON when the command has ended.
"""

import json
import os
import signal
import sys
import threading
from collections import Counter
from types import CodeType, FrameType

import django
from django.core.management import execute_from_command_line


class Steps:
    """Counts what happens inside some functions; as a profile function, it sees every call and return."""

    def __init__(self, phases: dict[CodeType, str], *, die_in: str, at: int) -> None:
        self.phases, self.die_in, self.at = phases, die_in, at
        self.own = threading.local()
        self.counts: Counter[str] = Counter()

    def __call__(self, frame: FrameType, event: str, _argument: object) -> None:
        inside: list[CodeType] = self.own.__dict__.setdefault("inside", [])
        if event == "call" and frame.f_code in self.phases:
            inside.append(frame.f_code)
        for code in inside:
            self._count(self.phases[code])
        if event == "return" and inside and frame.f_code is inside[-1]:
            inside.pop()

    def _count(self, phase: str) -> None:
        self.counts[phase] += 1
        if phase == self.die_in and self.counts[phase] == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    phase, at, *words = sys.argv[1:]
    django.setup()
    from services.recommend.actions.batch import building, parts, publishing, stock, storing

    functions = {
        "sharding": building._open,
        "scoring": stock.Stock.lists,
        "writing files": parts.write_part,
        "writing rows": storing.store_lists,
        "flipping": publishing.publish,
        "pointing": publishing._write_pointer,
        "dropping": publishing._drop_old,
    }
    steps = Steps({one.__code__: name for name, one in functions.items()}, die_in=phase, at=int(at))
    # Lists are written on a thread of their own where the database is a server.
    threading.setprofile(steps)
    sys.setprofile(steps)
    execute_from_command_line(["manage.py", *words])
    sys.setprofile(None)
    print(json.dumps(steps.counts))


if __name__ == "__main__":
    main()
