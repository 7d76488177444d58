"""The conventions of every HTTP API: problems, paging, repeated requests, limits."""
