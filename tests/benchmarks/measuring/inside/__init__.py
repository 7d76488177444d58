"""What has to be done inside the service: `ask(layout, verb, …)` runs a verb in a child with its settings."""

import json
import os
import subprocess
import sys
from typing import Any

from infra.launch.layout import ROOT, Layout


def ask(layout: Layout, verb: str, *arguments: str, served: bool = False) -> Any:
    """What the verb prints as JSON. `served` leaves the models to the running server."""
    environment = layout.environment()
    if not served:
        environment.pop("MODELKIT_URL")
    environment |= {"DJANGO_SETTINGS_MODULE": "services.support.settings", "LOG_FORMAT": "json"}
    environment["PYTHONPATH"] = f"{ROOT}{os.pathsep}{environment['PYTHONPATH']}"
    command = [sys.executable, "-m", "tests.benchmarks.measuring.inside", verb, *arguments]
    done = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout.splitlines()[-1])
