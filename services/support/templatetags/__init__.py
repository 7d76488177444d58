"""Template tags and filters of the support pages."""
