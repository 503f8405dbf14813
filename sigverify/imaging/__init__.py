"""Pixels only: reading files, cleaning ink, normalizing it. numpy and OpenCV only."""
