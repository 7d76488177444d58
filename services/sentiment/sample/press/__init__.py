"""A simulated press: outlets of our own invention, for demos and tests. `python -m services.sentiment.sample.press`."""
