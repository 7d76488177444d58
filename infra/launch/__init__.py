"""Start the whole suite on one machine, wait until it is well, stop it cleanly."""
