"""`make demo`: everything on this machine, from nothing to `Ready:`."""

import os
import shutil
import signal
import sys
import time

from infra.launch.layout import PORTS, ROOT, Layout
from infra.launch.processes import Processes, StartError
from infra.launch.suite import prepare, start

SUPPORT = """
Support is ready:

  Customers      {support}/widget/      ask the assistant of Lumen Bank
  Support desk   {support}/             sign in as admin, editor or agent; the password is demo-triptych
  API            {support}/api/openapi.json
  Model server   {models}/docs

The market of sentiment and the magazine of recommend follow; their first start takes a few minutes.
"""
READY = """
Ready:

  Customers      {support}/widget/
  Support desk   {support}/             sign in as admin, editor or agent; the password is demo-triptych
  Risk desk      {sentiment}/             the same people; a scandal breaks about half a minute from now
  Receiver       {sentiment}/demo/receiver/      shows the webhook of the alert, its signature verified
  The press      {press}/northern-ledger/
  Magazine       {recommend}/magazine/      every click changes the next list
  Editors        {recommend}/             the same people: who is recommended what, and why
  APIs           {support}/api/openapi.json, the same at {sentiment} and {recommend}
  Model server   {models}/docs

Logs are in {logs}. Ctrl-C stops everything.
"""


def main() -> int:
    layout = Layout(data=ROOT / "var" / "demo", port_base=int(os.environ.get("PORT_BASE", "8000")))
    if os.environ.get("FRESH") == "1":
        shutil.rmtree(layout.data, ignore_errors=True)
    # A terminal's hang-up or a supervisor's SIGTERM stops the children as Ctrl-C does.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    began = time.monotonic()
    try:
        prepare(layout)
        with Processes(logs=layout.data / "logs", environment=layout.environment()) as processes:
            addresses = {name: layout.url(name) for name in PORTS}
            # Support answers while sentiment still prepares.
            start(layout, processes)
            _say(SUPPORT.format(**addresses))
            for service in ("sentiment", "recommend"):
                prepare(layout, service)
                start(layout, processes, service)
            _say(READY.format(**addresses, logs=processes.logs))
            _say(f"({time.monotonic() - began:.0f} s from start to ready)")
            while True:
                time.sleep(1)
                processes.check()
    except KeyboardInterrupt:
        _say("\nStopped.")
        return 0
    except StartError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
