"""Measures the cost of libraries that could replace the program's own code. Run by hand:

python tests/benchmarks/libraries.py

For each library the command prints the size of the files that its import loads beyond NumPy's, both
Python modules and shared libraries, and the processor time of the import. The frozen program would
have to ship at least these files. Then one of forty items ends its process, and the command counts
the items for which a `ProcessPoolExecutor` of two processes gives no result. The figures are in
docs/decisions/0018-libraries.md.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

IMPORTS = {
    "numpy": "import numpy",
    "scipy.special": "from scipy.special import betaincinv, stdtrit, ndtri",
    "scipy.special and scipy.optimize": "from scipy.special import betaincinv, stdtrit; "
    "from scipy.optimize import isotonic_regression, linear_sum_assignment, minimize",
    "scikit-learn": "from sklearn.isotonic import IsotonicRegression; "
    "from sklearn.linear_model import LogisticRegression",
    "matplotlib": "from matplotlib.figure import Figure; "
    "from matplotlib.backends.backend_pdf import FigureCanvasPdf",
    "joblib": "import joblib",
    "cachetools": "import cachetools",
    "reportlab.graphics.charts": "import reportlab.graphics.charts.lineplots",
}
SIZE = """
import os, sys
import numpy
before = set(sys.modules)
mapped = lambda: {line.split()[-1] for line in open("/proc/self/maps") if ".so" in line}
known = mapped()
%s
files = {getattr(sys.modules[name], "__file__", None) for name in set(sys.modules) - before}
print(sum(os.path.getsize(file) for file in (files | mapped() - known) - {None}))
"""
ITEMS = 40
KILLED = 10
TRIES = 5


def main() -> None:
    for name, program in IMPORTS.items():
        found = subprocess.run(
            [sys.executable, "-c", SIZE % program], capture_output=True, text=True, check=False
        )
        if found.returncode:
            print(f"{name}: not installed")
            continue
        seconds = min(import_seconds(f"import numpy; {program}") for _ in range(TRIES))
        size = int(found.stdout) / 2**20
        print(f"{name}: {size:.1f} MiB, {seconds:.2f} s to import, NumPy's included", flush=True)
    print(f"{lost_of_a_pool()} of {ITEMS} items lost where one ends one of two processes")


def import_seconds(program: str) -> float:
    """Return the processor time of a process that runs a program."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", program], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def work(item: int) -> int:
    """Take a moment; one item ends its process, as a decoder's fault would."""
    time.sleep(0.02)
    if item == KILLED:
        os.kill(os.getpid(), signal.SIGKILL)
    return item


def lost_of_a_pool() -> int:
    """Return the number of items without a result."""
    lost = 0
    with ProcessPoolExecutor(2) as pool:
        for future in [pool.submit(work, item) for item in range(ITEMS)]:
            try:
                future.result()
            except BrokenProcessPool:
                lost += 1
    return lost


if __name__ == "__main__":
    main()
