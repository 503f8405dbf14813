"""The command line: its commands, what they share, and how errors end it."""
