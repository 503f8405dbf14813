"""Controllers: they act on the models and signal what has changed."""
