"""The panels of the window; they draw the case and signal what the clerk does."""
