"""The trained encoder: its files and checks, and inference by ONNX Runtime."""
