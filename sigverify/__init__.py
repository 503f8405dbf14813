"""sigverify: verification of handwritten signatures on cheques."""

import os

__version__ = "0.1.0"

# From 1.29 on ONNX Runtime reports its use to its makers unless this stands here before it is
# loaded: it keeps a number for the device and sends the program's path, the machine and the model.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

# pydantic would search all installed packages for plugins and show them the program's records.
os.environ["PYDANTIC_DISABLE_PLUGINS"] = "1"
