"""Thresholds chosen from labelled scores by a policy."""
