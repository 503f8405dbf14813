"""The cases as a list beside the case, and as a table."""
