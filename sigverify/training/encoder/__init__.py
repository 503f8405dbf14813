"""Training of the encoder that makes embeddings."""
