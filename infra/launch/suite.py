"""Set up and start the suite: migrate, load and fine-tune once, then every line of the Procfile."""

import shlex
import sys
from string import Template

from infra.launch.layout import ROOT, Layout, manage
from infra.launch.processes import Processes, StartError, run_to_end

HEALTH = {"models": "models", "support-web": "support"}


def prepare(layout: Layout) -> None:
    """Database, sample and fine-tuned models; what is already there is kept."""
    environment = layout.environment()
    # Training runs in the preparing process: the model server starts when there are models to serve.
    environment.pop("MODELKIT_URL")
    for arguments in (["migrate", "--verbosity", "0"], ["demo"]):
        code = run_to_end(manage(*arguments), environment=environment)
        if code:
            raise StartError(f"'manage.py {' '.join(arguments)}' ended with code {code}")


def start(layout: Layout, processes: Processes) -> None:
    """Start every process and wait until those with a health address answer it."""
    for name, command in procfile(processes.environment).items():
        processes.start(name, command)
    for name, unit in HEALTH.items():
        processes.wait_until_well(name, f"{layout.url(unit)}/readyz")


def procfile(environment: dict[str, str]) -> dict[str, list[str]]:
    """The Procfile's commands with `$NAME` filled from the environment; `python` is this interpreter."""
    commands = {}
    for line in (ROOT / "Procfile").read_text().splitlines():
        name, _, command = line.partition(": ")
        words = shlex.split(Template(command).substitute(environment))
        commands[name] = [sys.executable if word == "python" else word for word in words]
    return commands
