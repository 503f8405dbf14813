"""The frozen program's command line."""

import multiprocessing
import sys

if __name__ == "__main__":
    # This comes first: the processes of a batch start from this file, and end in this call.
    multiprocessing.freeze_support()
    from sigverify.__main__ import main

    sys.exit(main())
