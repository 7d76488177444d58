"""The services of docker-compose.yml as processes of this machine: the same commands, variables and secrets."""

import os
import re
import secrets
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.launch.layout import ROOT
from infra.launch.processes import Processes
from tests.infra.test_compose import OURS, command

_DEFAULT = re.compile(r"\$\{\w+:-([^}]*)\}")
# What a container has and a process does not: its own network, mounts and interpreter.
MODELS_PORT, WEB_PORT = "8009", "8000"


@dataclass
class Composition:
    """Where the containers' world lies here. `database` and `broker` are addresses of real servers."""

    folder: Path
    port_base: int
    database: str
    broker: str

    def __post_init__(self) -> None:
        folder = self.folder / "secrets"
        folder.mkdir(parents=True)
        for name in ("secret_key", "modelkit_api_key"):
            (folder / name).write_text(secrets.token_hex(32))
        # The server here is told its password, if any, in its address.
        (folder / "postgres_password").write_text("")

    @property
    def web(self) -> str:
        return f"http://127.0.0.1:{self._port(WEB_PORT)}"

    @property
    def models(self) -> str:
        return f"http://127.0.0.1:{self._port(MODELS_PORT)}"

    def command(self, name: str) -> list[str]:
        return [self._here(word) for word in command(OURS[name])]

    def environment(self, name: str) -> dict[str, str]:
        """The service's variables, above those that every process of this machine has."""
        # Without a value it is handed on where it is set, and nothing of this machine is.
        set_here = {key: value for key, value in OURS[name].get("environment", {}).items() if value is not None}
        given = {key: self._here(str(value)) for key, value in set_here.items()}
        base = {key: os.environ[key] for key in ("PATH", "HOME", "LANG", "OMP_NUM_THREADS") if key in os.environ}
        # Plain HTTP on loopback: a browser would not send secure cookies.
        return {**base, **given, "SECURE_COOKIES": "0", "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'packages'}"}

    def run(self, name: str, *words: str) -> None:
        """Carry out a one-off command in a service, as `docker compose run` does; its own without words."""
        subprocess.run(list(words) or self.command(name), env=self.environment(name), cwd=ROOT, check=True)

    def manage(self, *words: str) -> None:
        self.run("support-worker", sys.executable, "services/support/manage.py", *words)

    def start(self, processes: Processes, name: str) -> None:
        processes.start(name, self.command(name), environment=self.environment(name))
        if address := self.health(name):
            processes.wait_until_well(name, address)

    def health(self, name: str) -> str:
        """The address that the service's health check asks, here."""
        found = re.search(r"http://127\.0\.0\.1:\d+/\w+", str(OURS[name].get("healthcheck", "")))
        return self._here(found[0]) if found else ""

    def health_command(self, name: str) -> list[str]:
        """The command of a health check that is no address."""
        kind, *words = OURS[name]["healthcheck"]["test"]
        assert kind == "CMD"
        return [self._here(word) for word in words]

    def _port(self, inside: str) -> int:
        return self.port_base + {WEB_PORT: 0, MODELS_PORT: 9}[inside]

    def _here(self, text: str) -> str:
        text = _DEFAULT.sub(r"\1", text)
        for inside, here in self._replacements():
            text = text.replace(inside, here)
        for port in (MODELS_PORT, WEB_PORT):
            text = re.sub(rf"\b{port}\b", str(self._port(port)), text)
        return sys.executable if text == "python" else text

    def _replacements(self) -> list[tuple[str, str]]:
        shared: dict[str, Any] = OURS["support-web"]["environment"]
        return [
            (shared["DATABASE_URL"], self.database),
            (shared["BROKER_URL"], self.broker),
            (shared["MODELKIT_URL"], self.models),
            ("/run/secrets", str(self.folder / "secrets")),
            ("/data", str(self.folder / "data")),
            ("0.0.0.0", "127.0.0.1"),  # noqa: S104 - what the containers listen on, and we do not
        ]
