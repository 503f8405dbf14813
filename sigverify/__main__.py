"""``python -m sigverify`` and the ``sigverify`` command."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        argv: the arguments without the program's name; None takes the process's own.

    Returns:
        The exit status, a value of `sigverify.errors.ExitCode`.
    """
    from sigverify.cli.app import run

    return run(sys.argv[1:] if argv is None else list(argv))


if __name__ == "__main__":
    sys.exit(main())
