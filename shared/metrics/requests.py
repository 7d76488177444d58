"""The counters of web requests. Labels are routes, not paths, so that their number stays small."""

from prometheus_client import Counter, Histogram

REQUESTS = Counter("triptych_http_requests_total", "Requests answered.", ["method", "route", "status"])
SECONDS = Histogram(
    "triptych_http_request_seconds",
    "Time to the first byte of the reply.",
    ["method", "route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
)
