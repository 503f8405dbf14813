"""Made-up signatures and cheques, drawn by the project itself, for the demo, tests and training."""
