"""The frozen program's command line."""

import multiprocessing
import sys

if __name__ == "__main__":
    # First of all: a batch's processes are started from this very file, and end in here.
    multiprocessing.freeze_support()
    from sigverify.__main__ import main

    sys.exit(main())
