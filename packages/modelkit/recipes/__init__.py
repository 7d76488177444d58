"""The recipes that come with modelkit, one TOML file each."""
