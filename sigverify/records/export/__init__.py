"""Exports of the records as files: the signed audit trail, and the register."""
