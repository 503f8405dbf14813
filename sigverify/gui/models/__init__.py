"""The window's data and rules; no module here imports Qt."""
