"""Every command that the documentation tells people to type: the program is there, and knows the options."""

import functools
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "assignment/STUDENTS.md"])
PYTHON = re.compile(r"^(?:\.venv/bin/)?python3?(?:\.\d+)?$")
ENDS = re.compile(r"\s{3,}|\s+#|\s*[|&;]|\s*->|`")  # a command's explanation, or the next command


def commands():
    """(page, words) of every line of code, and every text in code's letters, that starts Python."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        lines = re.findall(r"(?m)^(?: {4}|\t)(?:\$ )?(\S.*)$", text) + re.findall(r"`([^`\n]+)`", text)
        for line in lines:
            first = ENDS.split(line.strip())[0]
            try:
                words = shlex.split(first)
            except ValueError:  # a sentence with an apostrophe
                continue
            if len(words) > 1 and PYTHON.match(words[0]):
                yield page.name, tuple(words[1:])


FOUND = sorted(set(commands()))


@functools.cache
def help_of(target):
    """What the program says of its options."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'assignment'}", "COLUMNS": "200"}
    done = subprocess.run(
        [sys.executable, *target, "--help"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_pages_that_name_commands_are_read():
    assert {"README.md", "CONTRIBUTING.md", "authoring.md", "gradescope.md"} <= {page for page, _ in FOUND}
    assert ("-m", "tests.gradescope.proof") in {words for _, words in FOUND}


@pytest.mark.parametrize(
    ("page", "words"), FOUND, ids=lambda value: value if isinstance(value, str) else " ".join(value)
)
def test_a_documented_command_exists_and_knows_its_options(page, words):
    if words[0] == "-m":
        module = words[1].split(".")
        places = [folder.joinpath(*module) for folder in (ROOT, ROOT / "assignment", ROOT / "autograder")]
        if module[0] not in ("autograder", "tests", "assignment", "handin", "hw12"):
            return  # pip, venv: not ours
        assert any(p.with_suffix(".py").exists() or (p / "__main__.py").exists() for p in places), words
        target = words[:3] if words[1] == "autograder" else words[:2]
    else:
        places = [ROOT / words[0], ROOT / "assignment" / words[0]]
        script = next((place for place in places if place.exists()), None)
        assert script is not None, words
        # build.py hands its arguments to this module, in the environment that it sets up first.
        target = ("-m", "autograder.release") if words[0] == "build.py" else (str(script),)
    options = [word.split("=")[0] for word in words if word.startswith("-") and word != "-m"]
    if options:
        known = help_of(target)
        assert [option for option in options if not re.search(rf"(?<!\S){re.escape(option)}\b", known)] == []
