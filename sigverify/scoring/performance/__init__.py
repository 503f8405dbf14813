"""How good scores are: error rates with their intervals, calibration, retrieval."""
