"""Where models are served, or lie."""

from pathlib import Path

from shared import environment


def engine(*, data_dir: Path) -> dict[str, str]:
    return {
        "MODELKIT_URL": environment.read_url("MODELKIT_URL", schemes=("http", "https")),
        "MODELKIT_API_KEY": environment.read_secret("MODELKIT_API_KEY", default=""),
        "MODELKIT_REGISTRY": environment.read_str("MODELKIT_REGISTRY", default=str(data_dir / "models")),
        "MODELKIT_INDEXES": environment.read_str("MODELKIT_INDEXES", default=str(data_dir / "indexes")),
    }
