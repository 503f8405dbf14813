"""Specimens for the register: assessing an image, importing many."""
