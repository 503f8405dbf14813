"""The parts of the window; they draw what the desk knows and tell it what the clerk wants."""
