"""Alerts: kept as the counts say, told to receivers, answered by people."""
