"""`/livez`: the process answers. `/readyz`: it can do its work."""
