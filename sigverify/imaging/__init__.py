"""Pixels in, ink out: reading, locating, cleaning and normalising. numpy and OpenCV only."""
