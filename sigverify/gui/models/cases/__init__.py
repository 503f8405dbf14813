"""The cases of the work list: what they hold, where they come from, and their file."""
