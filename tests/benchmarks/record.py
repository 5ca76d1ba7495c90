"""Runs benchmarks and keeps what they print in docs/benchmarks.md, one section each; the others' sections stay.

    python tests/benchmarks/record.py NAME ...       names below; needs what `python build.py` writes

A section is what the command printed and nothing else, with the day, the machine and its load at the start: a figure
that was missed stays in it. Ratios are of one run each; seconds are of a small machine.
"""

import argparse
import datetime
import os
import platform
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "benchmarks.md"
BENCHMARKS = {  # arguments of Python, minutes on two idle cores
    "engine": (("tests/benchmarks/engine.py",), 2),
    "class": (("tests/benchmarks/classroom.py", "--full"), 40),
    "two hosts": (("-m", "tests.classroom.two_hosts", "--benchmark"), 5),
    "faults": (("-m", "tests.classroom.faults", "--times", "100"), 12),
    "install": (("tests/benchmarks/install.py",), 5),
    "student's install": (("tests/benchmarks/student_install.py",), 5),
    "PDF": (("-m", "tests.benchmarks.pdf"), 1),
}
HEAD = f"""# Benchmarks

What each command printed when it was last run for the record, by `python {Path(__file__).relative_to(ROOT)} NAME`; not
written by hand. Both sides of a ratio are of one run. `ok` and `MISSED` say whether a figure is what was asked for.
Measurements of the homework itself are in [results](results.md).
"""


def main(arguments: Sequence[str]) -> int:
    """Runs what is named; returns the worst exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("names", nargs="+", choices=BENCHMARKS, metavar="NAME", help=", ".join(BENCHMARKS))
    worst = 0
    for name in parser.parse_args(arguments).names:
        status, section = measured(name)
        PAGE.write_text(with_section(PAGE.read_text("utf-8") if PAGE.exists() else HEAD, name, section), "utf-8")
        worst = max(worst, status)
    return worst


def measured(name: str) -> tuple[int, str]:
    """The exit status of a benchmark, and its section."""
    command, minutes = BENCHMARKS[name]
    load = os.getloadavg()[0]
    said = []
    env = {**os.environ, "PYTHONPATH": "."}
    with subprocess.Popen([sys.executable, *command], cwd=ROOT, stdout=subprocess.PIPE, text=True, env=env) as process:
        assert process.stdout is not None  # it was asked for
        for line in process.stdout:
            print(line, end="", flush=True)
            said.append(line.rstrip())
    where = f"{datetime.date.today()}, {len(os.sched_getaffinity(0))} cores, Linux {platform.release().split('-')[0]}"
    about = f"{where}, load {load:.1f} at the start, exit status {process.returncode}."
    typed = " ".join(["python", *command])
    return process.returncode, f"{about}\n\n    $ {typed}      # {minutes} min\n" + "".join(
        f"    {one}\n" for one in said
    )


def with_section(page: str, name: str, section: str) -> str:
    """The page with that section in place of the one of before, in the order of BENCHMARKS."""
    head, *parts = re.split(r"^## ", page, flags=re.MULTILINE)
    sections = dict(part.split("\n", 1) for part in parts) | {name: f"\n{section}"}
    text = "".join(f"## {one}\n\n{sections[one].strip(chr(10))}\n\n" for one in BENCHMARKS if one in sections)
    return f"{head.rstrip()}\n\n{text.rstrip()}\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
