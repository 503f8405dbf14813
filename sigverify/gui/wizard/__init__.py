"""The calibration wizard: pages that draw `sigverify.verification.calibration_flow`."""
