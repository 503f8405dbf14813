"""Labelled sets of signatures on disk, as tables and folders."""
