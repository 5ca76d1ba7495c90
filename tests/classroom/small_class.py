"""A class of the small homework, and runs over it that are processes of their own, as staff start them."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from small_homework import HOLES, RIGHT, write_notebook

ROOT = Path(__file__).resolve().parents[2]
WRONG = {"double": "def double(x):\n    return x", "word": 'word = "newt"', "scaled": "def scaled(z):\n    return z"}
NAMES = (
    "Ada",
    "Grace O'Hopper",
    "=HYPERLINK(0)",
    "<script>alert(1)</script>",
    "李 小龙",
    "Ångström",
    "../../up",
    "zoë;rm",
)


def make_class(folder: Path, count: int) -> Path:
    """A folder of `count` notebooks, right ones and wrong ones, under names of every kind."""
    folder.mkdir(parents=True)
    for number in range(count):
        name = f"{NAMES[number % len(NAMES)].replace('/', '_')} {number}"
        wrong = [key for bit, key in enumerate(WRONG) if number >> bit & 1]
        answers = {key: WRONG[key] if key in wrong else RIGHT[key] for key in RIGHT}
        if number % 7 == 3:
            answers |= {key: HOLES[key] for key in HOLES if key != "word"}  # its test cannot judge an untouched hole
        write_notebook(folder / f"{name}.ipynb", answers)
    return folder


def command(assignment: Path, submissions: Path, out: Path, *more: str) -> list[str]:
    """What staff type."""
    start = [sys.executable, "-m", "autograder", "class", str(submissions), "-o", str(out)]
    return [*start, "--assignment", str(assignment), *more]


def begin(*arguments, before: Sequence[str] = (), env: Mapping[str, str] | None = None, **named) -> subprocess.Popen:
    """The command, under way; `before` goes before it, and `env` to its environment."""
    return subprocess.Popen(
        [*before, *command(*arguments)],
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1", **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **named,
    )


def finish(*arguments) -> subprocess.CompletedProcess:
    """The command to its end."""
    process = begin(*arguments)
    out, err = process.communicate(timeout=300)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def graded(out: Path) -> int:
    """How many results the gradebook holds; 0 where it is not there yet."""
    try:
        opened = sqlite3.connect(f"file:{out / 'gradebook.sqlite'}?mode=ro", uri=True, timeout=5)
        with contextlib.closing(opened) as connection:  # its own context would leave it open
            (count,) = connection.execute("SELECT count(*) FROM grade").fetchone()
    except sqlite3.Error:
        return 0
    return count


def content(out: Path) -> dict:
    """All of a gradebook that must not depend on how often its run was disturbed: no times, no row numbers."""
    connection = sqlite3.connect(out / "gradebook.sqlite")
    found = {}
    query = """SELECT key, submission.content, attempt, counts, aside, todo, state, reason, score, points, seed, layers,
        versions, notes, answers, confined, grade.id FROM submission LEFT JOIN grade ON grade.id = submission.grade"""
    for key, *values, grade in connection.execute(query):
        cases = connection.execute(
            """SELECT position, question, name, points, hidden, verdict, message, hint, stopped
            FROM test WHERE grade = ? ORDER BY position""",
            (grade,),
        ).fetchall()
        found[key] = (values, cases)
    (twice,) = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM grade GROUP BY submission, run HAVING count(*) > 1)"
    ).fetchone()
    assert twice == 0, "a submission was graded twice in one run"
    connection.close()
    return found


def kill(process: subprocess.Popen) -> None:
    """kill -9 of the run itself, and no more than that."""
    process.send_signal(signal.SIGKILL)
    process.communicate()


def children(pid: int) -> list[int]:
    """The processes that it has started and that are there."""
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def descendants(pid: int) -> set[int]:
    """They, and theirs."""
    found = set(children(pid))
    return found.union(*(descendants(child) for child in found))


def wait_for(condition, wall_s: float = 180.0) -> None:
    """Waits until it holds; raises TimeoutError where that takes too long."""
    deadline = time.monotonic() + wall_s
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("it did not come to that")
        time.sleep(0.02)


def alive(pid: int) -> bool:
    """Whether the process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def temporary() -> Path:
    """A folder that anybody may enter, as the homework's has to be."""
    folder = Path(tempfile.mkdtemp(prefix="class-"))
    folder.chmod(0o755)
    return folder
