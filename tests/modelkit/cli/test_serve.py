"""The real command in a real process: it comes up, answers, and goes when told to."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from modelkit.errors import EngineUnavailable
from modelkit.models import Encoder
from modelkit.registry import Card, Registry
from modelkit.serving.client import HttpEngine

PACKAGES = Path(__file__).parents[3] / "packages"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture
def registry(tiny_backbone: Path, tmp_path: Path) -> Path:
    Encoder.from_pretrained(tiny_backbone).save_pretrained(tmp_path / "encoder")
    Card(task="encode").write(tmp_path / "encoder")
    Registry(tmp_path / "models").publish("encoder", tmp_path / "encoder")
    return tmp_path / "models"


@pytest.fixture
def server(registry: Path, tmp_path: Path) -> Iterator[tuple["subprocess.Popen[bytes]", str]]:
    port = free_port()
    command = [sys.executable, "-m", "modelkit", "serve", "--port", str(port), "--registry", str(registry)]
    command += ["--indexes", str(tmp_path / "indexes"), "--device", "cpu"]
    environment = os.environ | {"PYTHONPATH": str(PACKAGES), "MODELKIT_API_KEY": "key"}
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stderr=log)
        try:
            yield process, f"http://127.0.0.1:{port}"
        finally:
            process.kill()
            process.wait()


def wait_until_ready(process: "subprocess.Popen[bytes]", url: str) -> dict[str, object]:
    # Connection attempts are retried by the transport with growing pauses, up to about a minute.
    with httpx.Client(transport=httpx.HTTPTransport(retries=10), timeout=60) as client:
        while process.poll() is None:
            answer = client.get(f"{url}/readyz")
            if answer.status_code == 200:
                report: dict[str, object] = answer.json()
                return report
    raise AssertionError(f"the server ended with {process.returncode}")


def test_the_command_serves_preloaded_models_until_it_is_told_to_stop(
    server: tuple["subprocess.Popen[bytes]", str], tmp_path: Path
) -> None:
    process, url = server
    assert wait_until_ready(process, url)["loaded"] == ["encoder"]
    with HttpEngine(url, api_key="key", timeout=30) as engine:
        assert engine.embed("encoder", ["my card is 4111"]).shape == (1, 32)
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) in {0, -signal.SIGTERM}
        with pytest.raises(EngineUnavailable):
            engine.embed("encoder", ["another text"])
    lines = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    requests = [line for line in lines if line["event"] == "request"]
    assert requests[0]["route"] == "/v1/embeddings"
    assert "4111" not in (tmp_path / "log").read_text()


def test_a_server_killed_outright_is_unavailable_to_its_clients(
    server: tuple["subprocess.Popen[bytes]", str],
) -> None:
    process, url = server
    wait_until_ready(process, url)
    with HttpEngine(url, api_key="key", timeout=30) as engine:
        engine.embed("encoder", ["before"])
        process.kill()
        process.wait()
        with pytest.raises(EngineUnavailable):
            engine.embed("encoder", ["after"])
