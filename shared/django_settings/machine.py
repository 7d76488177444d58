"""What this machine lends a service: its database, its key, where limits are counted."""

from pathlib import Path
from typing import Any

from shared import environment
from shared.django_settings.caches import caches
from shared.django_settings.database import databases, is_embedded
from shared.django_settings.secrets import secret_key


def machine(service: str, *, data_dir: Path, broker: str, keep_connections: int = 0) -> dict[str, Any]:
    """`keep_connections`: seconds that a thread keeps its connection to the database; only where threads stay."""
    url = environment.read_str("DATABASE_URL", default=f"sqlite:///{data_dir / f'{service}.sqlite3'}")
    # A password in a file need not be repeated in a URL, which tools like to print.
    password = environment.read_secret("DATABASE_PASSWORD", default="")
    return {
        "DEBUG": environment.read_bool("DEBUG", default=False),
        "SECRET_KEY": secret_key(data_dir=data_dir, embedded=is_embedded(url)),
        "DATABASES": databases(url, password=password, keep=keep_connections),
        "CACHES": caches(broker),
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
    }
