"""Records: imports with their reports, intents with their templates, examples and pairs."""
