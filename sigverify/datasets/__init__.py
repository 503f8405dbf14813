"""Labelled sets of signatures on disk: tables and folders."""
