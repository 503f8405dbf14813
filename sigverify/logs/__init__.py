"""The program's log: events without names, and the files that they go to."""
