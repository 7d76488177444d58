"""An engine may be missing where tests run, so the files are held against the code instead."""

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.launch.layout import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
MAIL: dict[str, Any] = yaml.safe_load((ROOT / "infra" / "compose.mail.yml").read_text())
GPU: dict[str, Any] = yaml.safe_load((ROOT / "infra" / "compose.gpu.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
DOCKERFILE = (ROOT / "infra" / "Dockerfile").read_text()
ENVIRONMENT_EXAMPLE = (ROOT / ".env.example").read_text()
# They end by themselves, or answer nobody.
PASSING = {"migrate", "support-beat", "sentiment-database", "sentiment-migrate", "sentiment-beat"} | {
    f"recommend-{name}" for name in ("database", "migrate", "beat")
}
# For development, or a secret that few need and mount themselves.
NOT_HANDED = {"DEBUG", "DEMO", "GENERATOR_API_KEY", "MODELKIT_GENERATOR_KEY", "WIDGET_IDENTITY_SECRET"}
HEALTH_PATHS = {"/livez", "/readyz"}


def stage(target: str) -> str:
    """The Dockerfile's text of one target."""
    match = re.search(rf"^FROM \S+ AS {target}$(.*?)(?=^FROM |\Z)", DOCKERFILE, re.MULTILINE | re.DOTALL)
    assert match, f"the Dockerfile has no target {target}"
    return match.group(1)


def command(service: dict[str, Any]) -> list[str]:
    if "command" in service:
        return [str(word) for word in service["command"]]
    found = re.search(r"^CMD \[(.*)\]$", stage(service["build"]["target"]), re.MULTILINE)
    assert found, "neither the service nor its image has a command"
    return re.findall(r'"([^"]*)"', found.group(1))


@pytest.mark.parametrize("name", OURS)
def test_each_command_names_code_that_exists(name: str) -> None:
    words = command(OURS[name])
    assert words[0] == "python"
    if words[1] == "-m":
        assert importlib.util.find_spec(words[2]), words
    else:
        assert (ROOT / words[1]).is_file(), words
    for word in words:
        if word.startswith("services."):
            assert importlib.util.find_spec(word.split(":")[0]), word


@pytest.mark.parametrize("name", OURS)
def test_each_image_runs_as_nobody_special(name: str) -> None:
    users = re.findall(r"^USER (\S+)$", stage(OURS[name]["build"]["target"]), re.MULTILINE)
    assert users[-1:] == ["triptych"]


@pytest.mark.parametrize("name", OURS)
def test_each_variable_is_one_that_the_settings_read(name: str) -> None:
    for variable in OURS[name].get("environment", {}):
        documented = variable.removesuffix("_FILE")
        assert re.search(rf"^#? ?{documented}=", ENVIRONMENT_EXAMPLE, re.MULTILINE), f"{variable} is not documented"


def test_what_a_company_may_set_reaches_a_container() -> None:
    handed = {variable.removesuffix("_FILE") for one in OURS.values() for variable in one.get("environment", {})}
    handed |= {variable.removesuffix("_FILE") for one in MAIL["services"].values() for variable in one["environment"]}
    documented = {
        name.removesuffix("_FILE") for name in re.findall(r"^#? ?([A-Z_]+)=", ENVIRONMENT_EXAMPLE, re.MULTILINE)
    }
    assert documented - handed == NOT_HANDED


def test_secrets_come_from_files_and_are_all_declared() -> None:
    for name, service in SERVICES.items():
        assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"]), name
        for variable, value in service.get("environment", {}).items():
            if re.search("KEY|PASSWORD|SECRET", variable):
                assert variable.endswith("_FILE"), f"{name} carries {variable} in the open"
                assert value.removeprefix("/run/secrets/") in service["secrets"], name


@pytest.mark.parametrize("name", [name for name in SERVICES if name not in PASSING])
def test_each_lasting_service_has_a_health_check(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"], name


def test_health_checks_ask_paths_that_exist_at_ports_that_are_listened_on() -> None:
    for name, service in OURS.items():
        for port, path in re.findall(r"127\.0\.0\.1:(\d+)(/\w+)", str(service.get("healthcheck", ""))):
            assert path in HEALTH_PATHS, name
            assert port in command(service), name


def test_services_meet_at_the_ports_they_listen_on() -> None:
    for service in OURS.values():
        url = service.get("environment", {}).get("MODELKIT_URL")
        if url:
            host, port = url.removeprefix("http://").split(":")
            assert port in command(SERVICES[host])


def test_volumes_and_dependencies_are_declared() -> None:
    for name, service in SERVICES.items():
        for volume in service.get("volumes", []):
            assert volume.split(":")[0] in COMPOSE["volumes"], name
        assert set(service.get("depends_on", {})) <= set(SERVICES), name


def test_the_gpu_overlay_changes_services_and_targets_that_exist() -> None:
    for name, service in GPU["services"].items():
        assert name in SERVICES
        assert stage(service["build"]["target"])


def test_the_mail_overlay_hands_passwords_as_files_to_services_that_exist() -> None:
    for name, service in MAIL["services"].items():
        assert (
            set(SERVICES[name]["secrets"]) < set(service["secrets"]) <= set(COMPOSE["secrets"]) | set(MAIL["secrets"])
        )
        for variable, value in service["environment"].items():
            assert re.search(rf"^#? ?{variable.removesuffix('_FILE')}=", ENVIRONMENT_EXAMPLE, re.MULTILINE), variable
            if "PASSWORD" in variable:
                assert value.removeprefix("/run/secrets/") in service["secrets"]


def test_copied_files_exist() -> None:
    for line in re.findall(r"^COPY (.+) \S+$", DOCKERFILE, re.MULTILINE):
        for source in line.split():
            assert (ROOT / Path(source)).exists(), source
