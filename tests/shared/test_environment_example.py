"""`.env.example` documents exactly what is read."""

import re
from importlib import import_module
from pathlib import Path

from django.conf import settings

from shared import environment

ROOT = Path(__file__).parents[2]
DOCUMENTED = set(re.findall(r"^(?:# )?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
# modelkit knows no Django, so it asks the environment itself.
MODELKIT = {
    name
    for path in (ROOT / "packages" / "modelkit").rglob("*.py")
    for name in re.findall(r"environ(?:\.get\(|\[)\"([A-Z_]+)\"", path.read_text())
}


def read_by_settings() -> set[str]:
    assert settings.configured
    # Other tests read made-up variables in this process; the settings' own file names the real ones.
    services = (ROOT / "services").glob("*/settings.py")
    sources = [*services, *(ROOT / "shared" / "django_settings").glob("*.py")]
    text = "\n".join(path.read_text() for path in sources)
    plain = set(re.findall(r"read_\w+\(\s*\"([A-Z_]+)\"", text))
    secrets = set(re.findall(r"read_secret\(\s*\"([A-Z_]+)\"", text))
    return plain | {f"{name}_FILE" for name in secrets}


def test_the_scan_of_the_settings_finds_what_the_process_read() -> None:
    # The settings of the other services read nothing in this process unless they are imported.
    for name in ("sentiment", "recommend"):
        import_module(f"services.{name}.settings")
    files = {name for name in read_by_settings() if name.endswith("_FILE")}
    assert read_by_settings() - files <= environment.names_read() | {name.removesuffix("_FILE") for name in files}


def test_every_variable_that_is_read_is_documented() -> None:
    assert read_by_settings() | MODELKIT <= DOCUMENTED


def test_every_documented_variable_is_read() -> None:
    assert read_by_settings() | MODELKIT >= DOCUMENTED


def test_nothing_in_the_example_is_switched_on() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == []
