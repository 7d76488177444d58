"""Batch work outlasts a server that is busy for a moment, and says so when it stays away."""

import pytest

from modelkit.errors import EngineUnavailable
from shared import engines


class Server:
    """Answers from the given call on."""

    def __init__(self, *, answers_at: int) -> None:
        self.calls = 0
        self._answers_at = answers_at

    def __call__(self) -> str:
        self.calls += 1
        if self.calls < self._answers_at:
            raise EngineUnavailable
        return "answered"


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "_PAUSES", (0.0, 0.0))


def test_a_call_is_repeated_until_the_server_answers() -> None:
    server = Server(answers_at=3)
    assert (engines.patiently(server), server.calls) == ("answered", 3)


def test_a_server_that_stays_away_is_an_error_after_all_attempts() -> None:
    server = Server(answers_at=9)
    with pytest.raises(EngineUnavailable):
        engines.patiently(server)
    assert server.calls == 3
