"""What the desk knows and by which rules; no module here knows Qt."""
