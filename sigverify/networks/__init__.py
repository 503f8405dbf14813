"""Trained networks in ONNX Runtime: checked, opened and run."""
