"""The calibration wizard: pages that draw `sigverify.calibration.flow`."""
