from collections.abc import Mapping
from typing import Any

from modelkit.training.hooks import Progress, Run


def test_events_are_spaced_out_and_the_last_step_is_always_told() -> None:
    now = [0.0]
    events: list[Mapping[str, Any]] = []
    hook, run = Progress(events.append, figure="accuracy", clock=lambda: now[0]), Run(steps=10)
    hook.started(run)
    for run.step in range(1, 11):
        now[0] += 0.2
        run.examples_seen = run.step * 4
        hook.stepped(run)
    assert [event["step"] for event in events] == [3, 6, 9, 10]
    assert events[0]["eta_seconds"] == 1.4
    assert events[-1]["examples_per_second"] == 20.0


def test_a_resumed_run_counts_only_its_own_speed() -> None:
    now = [0.0]
    events: list[Mapping[str, Any]] = []
    hook, run = Progress(events.append, figure="mrr", clock=lambda: now[0]), Run(steps=102, step=100, examples_seen=800)
    hook.started(run)
    run.step, run.examples_seen, now[0] = 101, 808, 2.0
    hook.stepped(run)
    assert events[0]["eta_seconds"] == 2.0
    assert events[0]["examples_per_second"] == 4.0
