"""Pixels alone: reading files, cleaning ink, normalising it. numpy and OpenCV only."""
