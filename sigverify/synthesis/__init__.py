"""Made-up signatures and cheques for the demo, the tests and the training."""
