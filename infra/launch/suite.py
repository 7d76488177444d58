"""Set up and start the suite: migrate, load and fine-tune once, then every line of the Procfile."""

import shlex
import sys
from string import Template

from infra.launch.layout import ROOT, Layout, manage
from infra.launch.processes import Processes, StartError, run_to_end

# Which lines of the Procfile belong together, and the health address of each that has one.
UNITS = {
    "support": {"models": "models", "support-web": "support", "support-worker": "", "support-beat": ""},
    "sentiment": {"press": "press", "sentiment-web": "sentiment", "sentiment-worker": ""},
    "recommend": {"recommend-web": "recommend", "recommend-worker": ""},
}


def prepare(layout: Layout, service: str = "support") -> None:
    """Database, sample and fine-tuned models; what is already there is kept."""
    environment = layout.environment(service)
    # Training runs in the preparing process: the model server starts when there are models to serve.
    environment.pop("MODELKIT_URL")
    for arguments in (["migrate", "--verbosity", "0"], ["demo", *_addresses(layout, service)]):
        code = run_to_end(manage(*arguments, service=service), environment=environment)
        if code:
            raise StartError(f"{service}: 'manage.py {' '.join(arguments)}' ended with code {code}")


def start(layout: Layout, processes: Processes, service: str = "support") -> None:
    """Start every process of a service and wait until those with a health address answer it."""
    environment = layout.environment(service)
    commands = procfile(environment)
    for name in UNITS[service]:
        processes.start(name, commands[name], environment=environment)
    for name, unit in UNITS[service].items():
        if unit:
            processes.wait_until_well(name, f"{layout.url(unit)}/readyz")


def _addresses(layout: Layout, service: str) -> list[str]:
    if service != "sentiment":
        return []
    return ["--press", layout.url("press"), "--here", layout.url("sentiment")]


def procfile(environment: dict[str, str]) -> dict[str, list[str]]:
    """The Procfile's commands with `$NAME` filled from the environment; `python` is this interpreter."""
    commands = {}
    for line in (ROOT / "Procfile").read_text().splitlines():
        name, _, command = line.partition(": ")
        words = shlex.split(Template(command).substitute(environment))
        commands[name] = [sys.executable if word == "python" else word for word in words]
    return commands
