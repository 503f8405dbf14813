"""What is kept between runs: embeddings, and the results of copy checks."""
