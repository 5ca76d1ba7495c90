"""The one command of an instructor.

    python build.py              split the master notebook, prove what it makes, put it in place
    python build.py test         linters, types and the test suite
    python build.py check        is what is committed what the master makes?
    python build.py solutions    execute the solved notebook, keep its outputs, print it

It needs Linux with one of the Pythons in TESTED and nothing else: it makes `.venv` from requirements.lock, and makes
it again only when that file or the Python changes. Written for any Python 3, so that an old one gets a sentence and no
traceback.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "made-from"  # written last: without it an environment is half made
# Versions of Python with which all tests pass. The first has the typing and tomllib that the project uses; a newer one
# than the last may grade differently without anybody having looked.
TESTED = ((3, 11), (3, 12), (3, 13))
USED_WRONGLY, OWN_FAULT = 2, 3


class SetupError(Exception):
    """An environment that could not be made; the message says what to do."""


def main(arguments: "list[str]") -> int:
    """Sets the environment up where needed, then hands `arguments` to it; returns the exit status."""
    refusal = unsupported(sys.version_info)
    if refusal:
        print(refusal)
        return USED_WRONGLY
    try:
        ensure_environment()
    except (SetupError, OSError) as error:
        print(f"Setting up failed: {error}", file=sys.stderr)
        return OWN_FAULT
    except KeyboardInterrupt:
        print("Setting up was interrupted; nothing of it is left. Run the same command again.", file=sys.stderr)
        return OWN_FAULT
    sys.stdout.flush()
    python = str(VENV / "bin" / "python")
    return os.execv(python, [python, "-m", "autograder.release", *arguments])


def unsupported(version: "tuple[int | str, ...]") -> str:
    """Why this Python cannot be used and what to do, in a sentence; "" where it can."""
    if version[:2] in TESTED and version[3] == "final":
        return ""
    have = ".".join(map(str, version[:3])) + ("" if version[3] == "final" else f" {version[3]}, a pre-release")
    names = [f"{major}.{minor}" for major, minor in TESTED]
    tested = f"{', '.join(names[:-1])} and {names[-1]}"
    said = f"This is Python {have}; the project is tested with final releases of {tested}"
    return f"{said}: try `python{names[-1]} build.py`."


def ensure_environment() -> None:
    """Makes `.venv` unless it was made, to its end, from the present lock file. Raises SetupError."""
    made_from = lock_digest()
    if STAMP.is_file() and STAMP.read_text() == made_from:
        return
    if not sys.platform.startswith("linux"):
        raise SetupError(f"this is {sys.platform}; building and grading need Linux (on Windows: WSL).")
    shutil.rmtree(VENV, ignore_errors=True)
    print("Setting up .venv from requirements.lock: a few minutes, once.", flush=True)
    try:
        make_environment(VENV, sys.executable)
    except BaseException:  # Ctrl-C too: a half-made environment must not stay behind
        shutil.rmtree(VENV, ignore_errors=True)
        raise
    STAMP.write_text(made_from)


def make_environment(venv: Path, interpreter: str) -> str:
    """Makes a venv with everything in the lock file, and the project itself; returns its Python. Raises SetupError."""
    step(
        [interpreter, "-m", "venv", str(venv)],
        "making a virtual environment; on Debian or Ubuntu, `apt install python3-venv` brings what is missing.",
    )
    python = str(venv / "bin" / "python")
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    step(
        [*pip, "--requirement", str(LOCK)],
        "installing requirements.lock; if the network was the trouble, run the same command again.",
    )
    step(
        [*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)],
        "installing the project into its environment.",
    )
    return python


def step(command: "list[str]", what: str) -> None:
    """Runs `command`; raises SetupError with the end of what it said, then `what`, if it fails."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        said = "\n".join(done.stdout.strip().split("\n")[-8:])
        raise SetupError(f"{what}\nIt said:\n{said}")


def lock_digest() -> str:
    """What an environment is made from: the lock file, the project's metadata, this Python, this place."""
    parts = [
        LOCK.read_bytes(),
        (ROOT / "pyproject.toml").read_bytes(),
        sys.version.encode(),
        str(ROOT).encode(),
    ]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
