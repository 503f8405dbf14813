"""sigverify: verification of handwritten signatures on cheques."""

from typing import Final

__version__: Final = "0.1.0"
