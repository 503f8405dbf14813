"""From distances to decisions: metrics, calibration, fusion. numpy only."""
