"""The HTTP API: each module parses, makes one call, and replies."""
