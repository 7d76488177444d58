"""Where the demo keeps things and which ports it takes: the same for demo and smoke run."""

import os
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PORTS = {"support": 0, "sentiment": 1, "recommend": 2, "press": 5, "models": 9}

# The crawler and the outbox may reach this machine only because the demo's press and receiver are on it.
_ONLY = {
    "sentiment": {"DEMO": "1", "CRAWL_ALLOWED_HOSTS": "127.0.0.1", "OUTBOX_ALLOWED_HOSTS": "127.0.0.1"},
    "recommend": {"DEMO": "1", "COLD_START_ATTRIBUTES": "newsletter,plan"},
}


@dataclass(frozen=True)
class Layout:
    """One running suite: its data directory and its first port."""

    data: Path
    port_base: int

    def port(self, name: str) -> int:
        return self.port_base + PORTS[name]

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.port(name)}"

    def environment(self, service: str = "support") -> dict[str, str]:
        """What the processes of a service are started with; models are everybody's, the rest is each one's own."""
        return {
            **os.environ,
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'packages'}",
            "PYTHONUNBUFFERED": "1",
            "DEBUG": "0",
            "SECRET_KEY_FILE": str(self.secret_file()),
            "SECURE_COOKIES": "0",
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "DATA_DIR": str(self.folder(service)),
            "DATABASE_URL": f"sqlite:///{self.folder(service) / f'{service}.sqlite3'}",
            "BROKER_URL": "filesystem://localhost",
            "MODELKIT_URL": self.url("models"),
            "MODELS_PORT": str(self.port("models")),
            "SUPPORT_PORT": str(self.port("support")),
            "SENTIMENT_PORT": str(self.port("sentiment")),
            "RECOMMEND_PORT": str(self.port("recommend")),
            "PRESS_PORT": str(self.port("press")),
            "MODELKIT_REGISTRY": str(self.data / "models"),
            "MODELKIT_INDEXES": str(self.data / "indexes"),
            **_ONLY.get(service, {}),
        }

    def folder(self, service: str) -> Path:
        """Support's is the whole's, as it was before there were others."""
        return self.data if service == "support" else self.data / service

    def secret_file(self) -> Path:
        """A key of this installation's own, made once."""
        path = self.data / "secret_key"
        if not path.exists():
            self.data.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(50))
        return path


def manage(*arguments: str, service: str = "support") -> list[str]:
    return [sys.executable, str(ROOT / "services" / service / "manage.py"), *arguments]
