"""Signatories, and changes of the register."""
