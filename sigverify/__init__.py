"""sigverify: verification of handwritten signatures on cheques."""

__version__ = "0.1.0"
