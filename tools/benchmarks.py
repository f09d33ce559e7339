"""Measure the book on this machine and keep the results in `benchmarks/results.json`; `make bench` runs it.

Three things are measured: how long the library takes for its questions, how long the book takes to be built
and tested, and how heavy its pages are. Times are of the processor, so that others at work on the machine
matter little; each also stands as a ratio to a reference, one operation of SciPy, timed in the same run.
"""

import gzip
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median
from urllib.parse import unquote, urlsplit

import numpy as np
from bs4 import BeautifulSoup
from scipy.special import betainc

from pdf import contents

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results.json"
REFERENCE = "test_reference"
JUPYTER_BOOK = "from jupyter_book.cli.main import main; main()"
PYTEST = ["-m", "pytest", "-q"]

PROCESSES = {
    "import of the library's designs": ["-c", "import onearm.designs.thall_simon"],
    "import of its figures": ["-c", "import onearm.charts"],
    "strict build of the site": ["-c", JUPYTER_BOOK, "build", ".", "--path-output", "{site}", "-W", "-n"],
    "every example in the library": [*PYTEST, "lib"],
    "every notebook, run and compared": [*PYTEST, "chapters"],
}
"""What is run apart, with the interpreter's arguments; the site is built into a folder of its own."""


def main():
    """Measure everything and write the results."""
    with tempfile.TemporaryDirectory() as folder:
        results = {
            "machine": machine(),
            "speed": speed(Path(folder) / "speed.json"),
            "processes": [process(what, folder) for what in PROCESSES],
            "pages": weights(Path(folder) / "_build" / "html"),
        }
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def machine():
    """Return what the times depend on."""
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text(encoding="utf-8").splitlines() if cpu.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return {
        "processor": models[0] if models else platform.processor(),
        "cores": os.cpu_count(),
        "system": platform.system(),
        "Python": platform.python_version(),
        "numpy": version("numpy"),
        "scipy": version("scipy"),
    }


def speed(file):
    """Return the median time of each benchmark, and its ratio to the reference."""
    options = ["benchmarks", "--benchmark-only", "--benchmark-timer=time.process_time"]
    subprocess.run([sys.executable, *PYTEST, *options, f"--benchmark-json={file}"], cwd=ROOT, check=True)
    found = json.loads(file.read_text(encoding="utf-8"))["benchmarks"]
    milliseconds = {row["name"]: 1000 * row["stats"]["median"] for row in found}
    sizes = {row["name"]: (row["params"] or {}) | row["extra_info"] for row in found}
    return [
        {
            "benchmark": row["name"].removeprefix("test_"),
            "group": row["group"],
            "n": sizes[row["name"]]["n"] if row["group"] else None,
            "milliseconds": rounded(milliseconds[row["name"]]),
            "ratio": rounded(milliseconds[row["name"]] / milliseconds[REFERENCE]),
        }
        for row in found
    ]


def process(what, folder):
    """Run one command; return the processor time it took, and its ratio to the reference timed before."""
    unit = reference()
    command = [sys.executable, *(part.format(site=folder) for part in PROCESSES[what])]
    before = os.times()
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    seconds = sum(after[2:4]) - sum(before[2:4])
    return {"what": what, "seconds": rounded(seconds), "ratio": rounded(1000 * seconds / unit)}


def reference():
    """Return how many milliseconds the reference takes now."""
    a, x = np.linspace(1, 100, 100_000), np.linspace(0, 1, 100_000)
    times = []
    for _ in range(21):
        start = time.process_time()
        betainc(a, a[::-1], x)
        times.append(1000 * (time.process_time() - start))
    return median(times)


def weights(site):
    """Return how many bytes travel for each page of a built site, in the order of the book."""
    return [weight(site / page) for _, pages in contents() for page in pages]


def weight(page):
    """Return how many bytes of a page travel gzipped: its own, and those of the files that it names."""
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    named = [tag["href"] for tag in soup.select("link[rel=stylesheet]")]
    named += [tag["src"] for tag in soup.select("script[src], img[src]")]
    files = {
        (page.parent / unquote(urlsplit(name).path)).resolve() for name in named if not urlsplit(name).scheme
    }
    site = next(folder for folder in page.parents if folder.name == "html")
    return {
        "page": page.relative_to(site).with_suffix("").as_posix(),
        "own": gzipped(page),
        "loaded": sum(gzipped(file) for file in files),
    }


def gzipped(file):
    """Return the size of a file as it travels."""
    return len(gzip.compress(file.read_bytes(), compresslevel=6, mtime=0))


def rounded(value):
    """Return a measured value with the three digits that mean something."""
    return float(f"{value:.3g}")


if __name__ == "__main__":
    main()
