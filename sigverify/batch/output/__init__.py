"""What a batch leaves: its journal, the rows of its results, its counts, and its files."""
