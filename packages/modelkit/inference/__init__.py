"""Models at work: an engine that loads, batches, caches and swaps them."""
