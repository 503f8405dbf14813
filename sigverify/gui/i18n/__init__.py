"""The program's words in the clerk's language."""
