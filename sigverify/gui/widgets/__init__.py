"""Widgets that the views are built from."""
