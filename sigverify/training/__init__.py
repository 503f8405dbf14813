"""Training of the encoder. The only folder that imports torch."""
