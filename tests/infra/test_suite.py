"""What the demo starts is what the Procfile names, each with its own service's environment."""

from pathlib import Path

from infra.launch.layout import PORTS, Layout
from infra.launch.suite import UNITS, procfile


def test_every_line_of_the_procfile_belongs_to_one_unit(tmp_path: Path) -> None:
    layout = Layout(data=tmp_path, port_base=21_000)
    named = [name for unit in UNITS.values() for name in unit]
    assert sorted(named) == sorted(procfile(layout.environment()))
    assert {health for unit in UNITS.values() for health in unit.values() if health} == set(PORTS)


def test_services_share_models_and_nothing_else(tmp_path: Path) -> None:
    layout = Layout(data=tmp_path, port_base=21_000)
    support, sentiment = layout.environment("support"), layout.environment("sentiment")
    for name in ("DATABASE_URL", "DATA_DIR"):
        assert support[name] != sentiment[name]
    for name in ("MODELKIT_REGISTRY", "MODELKIT_INDEXES", "MODELKIT_URL"):
        assert support[name] == sentiment[name]
    assert "DEMO" not in support


def test_commands_listen_where_the_layout_says(tmp_path: Path) -> None:
    layout = Layout(data=tmp_path, port_base=21_000)
    for service, unit in UNITS.items():
        commands = procfile(layout.environment(service))
        for name, port in unit.items():
            assert not port or str(layout.port(port)) in commands[name]
