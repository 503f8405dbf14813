"""The program's log: events without names, and the files that hold them."""
