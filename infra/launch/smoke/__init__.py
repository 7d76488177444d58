"""The main job, driven over HTTP as a customer and an agent would."""
