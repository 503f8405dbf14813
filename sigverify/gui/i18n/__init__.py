"""Translation of the program's texts."""
