"""Batch runs: read many items, judge them in several processes, resume, and write result rows."""
