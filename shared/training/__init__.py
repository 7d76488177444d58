"""From rows to a version in force: the run and its steps, the versions, and moving between them."""
