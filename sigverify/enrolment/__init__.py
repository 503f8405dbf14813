"""Specimens for the register: judging a picture, importing many."""
