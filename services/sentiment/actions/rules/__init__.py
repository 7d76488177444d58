"""Rules: checked, saved, read from YAML and written to it, tried on the past."""
