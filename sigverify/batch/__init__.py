"""Many items in one run: read, judged in processes, resumable, written as rows."""
