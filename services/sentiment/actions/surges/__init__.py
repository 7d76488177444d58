"""Surges: detectors, and what turns their scores into alerts. Nothing below `detectors/` knows Django."""
