"""Dialogs and further windows."""
