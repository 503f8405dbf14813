"""Embeddings of signatures: the trained encoder, its files, and the distance between two."""
