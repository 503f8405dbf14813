"""What the window does: it carries the clerk's wishes to the models and back."""
