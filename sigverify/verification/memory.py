"""How a process that prepares many images should treat memory that it is done with."""

from __future__ import annotations

import ctypes
import sys
from typing import Final

# From malloc.h of the GNU C library.
_M_TRIM_THRESHOLD: Final = -1
_M_MMAP_THRESHOLD: Final = -3
# Blocks from this size on are asked of the system one by one; it is the most that can be set.
_SINGLE_BYTES: Final = 32 * 2**20
# So much free memory is kept for the next image.
_KEPT_BYTES: Final = 128 * 2**20


def keep_freed_memory() -> None:
    """Keep what one image has used for the next one, where the C library can be told to.

    Without this each array of a few hundred kilobytes is given back to the system and fetched
    again, page by page: a fifth of an image's time. Only the GNU C library does so.
    """
    if not sys.platform.startswith("linux"):
        return
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        set_option(_M_MMAP_THRESHOLD, _SINGLE_BYTES)
        set_option(_M_TRIM_THRESHOLD, _KEPT_BYTES)
