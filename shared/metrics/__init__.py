"""Prometheus metrics: what every request costs, and the page that shows it."""
