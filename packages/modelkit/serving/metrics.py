"""Prometheus metrics of a server and its engine; a registry of its own, so that two servers can share a process."""

from collections.abc import Iterable, Iterator

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from modelkit.inference.local import LocalEngine

SECONDS = (0.005, 0.01, 0.02, 0.04, 0.06, 0.1, 0.2, 0.5, 1, 2, 5, 10)
COUNTERS = {
    "batches": "Passes through a model",
    "batched_items": "Texts and pairs in those passes",
    "cache_hits": "Texts answered from memory",
    "turned_away": "Requests refused because too much was waiting",
    "swaps": "New versions taken into service",
    "failed_swaps": "New versions that did not load; the old one kept serving",
    "pointer_failures": "Times the registry could not be asked which version is in force",
}


class ServerMetrics:
    """What the server saw; `exposition()` is the text that Prometheus reads."""

    def __init__(self, engine: LocalEngine) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter("modelkit_requests", "Requests answered", ["route", "status"], registry=self._registry)
        self._seconds = Histogram(
            "modelkit_request_seconds", "Time to answer", ["route"], buckets=SECONDS, registry=self._registry
        )
        self._registry.register(_EngineCollector(engine))

    def saw(self, *, route: str, status: int, seconds: float) -> None:
        """Count one request under its route's pattern (never its path, which a caller chooses)."""
        self._requests.labels(route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def exposition(self) -> tuple[bytes, str]:
        """The metrics and their media type."""
        return generate_latest(self._registry), CONTENT_TYPE_LATEST


class _EngineCollector(Collector):
    def __init__(self, engine: LocalEngine) -> None:
        self._engine = engine

    def collect(self) -> Iterable[Metric]:
        yield from _counters(self._engine.stats.snapshot())
        yield GaugeMetricFamily(
            "modelkit_waiting_characters", "Work that waits for a model", value=self._engine.waiting
        )


def _counters(counts: dict[str, float]) -> Iterator[Metric]:
    for name, help_text in COUNTERS.items():
        yield CounterMetricFamily(f"modelkit_{name}", help_text, value=counts.get(name, 0))
