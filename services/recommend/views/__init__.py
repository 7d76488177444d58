"""Pages. Each view parses the request, makes one call, and renders."""
