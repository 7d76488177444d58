"""Where the demo keeps things and which ports it takes: the same for demo and smoke run."""

import os
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PORTS = {"support": 0, "models": 9}


@dataclass(frozen=True)
class Layout:
    """One running suite: its data directory and its first port."""

    data: Path
    port_base: int

    def port(self, name: str) -> int:
        return self.port_base + PORTS[name]

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.port(name)}"

    def environment(self) -> dict[str, str]:
        """What every process of the suite is started with."""
        return {
            **os.environ,
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'packages'}",
            "PYTHONUNBUFFERED": "1",
            "DEBUG": "0",
            "SECRET_KEY_FILE": str(self.secret_file()),
            "SECURE_COOKIES": "0",
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "DATA_DIR": str(self.data),
            "DATABASE_URL": f"sqlite:///{self.data / 'support.sqlite3'}",
            "BROKER_URL": "filesystem://localhost",
            "MODELKIT_URL": self.url("models"),
            "MODELS_PORT": str(self.port("models")),
            "SUPPORT_PORT": str(self.port("support")),
            "MODELKIT_REGISTRY": str(self.data / "models"),
            "MODELKIT_INDEXES": str(self.data / "indexes"),
        }

    def secret_file(self) -> Path:
        """A key of this installation's own, made once."""
        path = self.data / "secret_key"
        if not path.exists():
            self.data.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(50))
        return path


def manage(*arguments: str) -> list[str]:
    return [sys.executable, str(ROOT / "services" / "support" / "manage.py"), *arguments]
