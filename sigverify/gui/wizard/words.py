"""Error texts of the wizard."""

from __future__ import annotations

from sigverify.errors import SigVerifyError
from sigverify.gui.i18n.wording import sentence


def error_words(error: Exception) -> str:
    """Message and remedy of an error; a bug is shown with its type."""
    if isinstance(error, SigVerifyError):
        return f"{sentence(error.what)} {sentence(error.how)}"
    return f"{type(error).__name__}: {error}"
