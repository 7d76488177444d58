"""A magazine of our own and its simulated readers. Knows nothing of the service."""
