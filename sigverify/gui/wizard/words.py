"""Errors as the wizard says them."""

from __future__ import annotations

from sigverify.errors import SigVerifyError
from sigverify.gui.i18n.wording import sentence


def error_words(error: Exception) -> str:
    """What is wrong and what to do about it; whatever is no user's mistake, as it is."""
    if isinstance(error, SigVerifyError):
        return f"{sentence(error.message)} {sentence(error.remedy)}"
    return f"{type(error).__name__}: {error}"
