"""`make smoke`: the demo on free ports with data of its own, used as people use it, then stopped."""

import shutil
import signal
import sys
import time

import httpx

from infra.launch.layout import ROOT, Layout
from infra.launch.memory import resident_bytes
from infra.launch.ports import free_port_base
from infra.launch.processes import Processes, StartError
from infra.launch.smoke.expecting import expect
from infra.launch.smoke.journey import travel
from infra.launch.smoke.magazine import browse
from infra.launch.smoke.market import watch
from infra.launch.suite import prepare, start

DATA = ROOT / "build" / "smoke"
PASSWORD = "demo-triptych"  # noqa: S105 - public: the demo prints it
MEMORY_LIMIT = 4.5e9


def main() -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    began = time.monotonic()
    # Models of an earlier run would hide what this code cannot do any more.
    shutil.rmtree(DATA, ignore_errors=True)
    layout = Layout(data=DATA, port_base=free_port_base())
    try:
        prepare(layout)
        with Processes(logs=layout.data / "logs", environment=layout.environment()) as processes:
            start(layout, processes)
            _say(f"started at {layout.url('support')} in {time.monotonic() - began:.0f} s")
            travel(layout.url("support"), password=PASSWORD, say=_say)
            prepare(layout, "sentiment")
            start(layout, processes, "sentiment")
            _say(f"the risk desk is open at {layout.url('sentiment')} after {time.monotonic() - began:.0f} s")
            watch(layout.url("sentiment"), password=PASSWORD, say=_say)
            prepare(layout, "recommend")
            start(layout, processes, "recommend")
            _say(f"the magazine is out at {layout.url('recommend')} after {time.monotonic() - began:.0f} s")
            browse(layout.url("recommend"), password=PASSWORD, say=_say)
            processes.check()
            _check_memory(processes)
    except KeyboardInterrupt:
        _say("stopped")
        return 130
    except (AssertionError, StartError, httpx.HTTPError) as error:
        sys.stderr.write(f"smoke failed: {type(error).__name__}: {error}\nLogs are in {layout.data / 'logs'}.\n")
        return 1
    _say(f"smoke passed in {time.monotonic() - began:.0f} s")
    return 0


def _check_memory(processes: Processes) -> None:
    resident = resident_bytes([process.pid for process in processes.running.values()])
    expect(resident < MEMORY_LIMIT, f"the processes hold {resident / 1e9:.2f} GB")
    _say(f"all processes together hold {resident / 1e9:.2f} GB")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
