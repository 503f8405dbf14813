"""The way from files to a decision."""
