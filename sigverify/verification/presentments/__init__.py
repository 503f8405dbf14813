"""Duplicate presentment: the same ink among all that was ever verified."""
