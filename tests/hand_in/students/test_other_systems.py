"""Windows and macOS, neither of which is at hand: what else stands for them.

The first such test is tests/homework/test_student_release.py.
"""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
RELEASE = ROOT / "student_release"
FOLDERS = ("handin", "hw12", "tests")
SOURCES = sorted([*(path for name in FOLDERS for path in (RELEASE / name).rglob("*.py")), RELEASE / "experiment.py"])
TEXTS = {".py", ".ipynb", ".md", ".txt", ".json", ".typ"}


def trees():
    """(where, syntax tree) of every module, and of every code cell of the notebook."""
    for path in SOURCES:
        yield path.relative_to(RELEASE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))
    notebook = json.loads((RELEASE / "hw12.ipynb").read_text(encoding="utf-8"))
    for number, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "code":
            yield f"hw12.ipynb, cell {number}", ast.parse("".join(cell["source"]))


def of_another_process(tree):
    """What only POSIX does for a child process, and text that is asked of one without saying in which encoding."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        given = {keyword.arg for keyword in call.keywords}
        if given & {"preexec_fn", "start_new_session", "pass_fds", "umask", "process_group"}:
            yield f"line {call.lineno}: {ast.unparse(call)[:80]}"
        if ast.unparse(call.func).startswith("subprocess.") and "text" in given and "encoding" not in given:
            yield f"line {call.lineno}: {ast.unparse(call)[:80]}"


def paths_by_hand(tree):
    """Paths that one system has, and separators."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"os.sep", "os.path.sep", "os.altsep"}:
            yield f"line {node.lineno}: {ast.unparse(node)}"
        text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
        if re.match(r"(/tmp|/usr|/home|/etc|/dev|/proc|[A-Za-z]:\\)", text):
            yield f"line {node.lineno}: {text[:60]}"


@pytest.mark.parametrize("rule", [of_another_process, paths_by_hand])
def test_nothing_that_students_get_needs_one_system(rule):
    assert [f"{where}: {found}" for where, tree in trees() for found in rule(tree)] == []


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (of_another_process, "subprocess.run(['a'], preexec_fn=print)"),
        (of_another_process, "subprocess.run(['a'], text=True)"),
        (paths_by_hand, "folder + os.sep + name"),
        (paths_by_hand, "Path('/tmp/cache')"),
    ],
)
def test_the_rules_find_what_they_are_for(rule, source):
    assert list(rule(ast.parse(source)))


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_the_type_checker_knows_every_name_on(platform, tmp_path):
    """Typeshed says for each function of the standard library which systems have it."""
    (tmp_path / "unix.py").write_text("import os\n\ndef f() -> int:\n    return os.fork()\n", encoding="utf-8")
    paths = [RELEASE / "handin", RELEASE / "hw12", RELEASE / "experiment.py", tmp_path / "unix.py"]
    options = ["--config-file=", f"--platform={platform}", "--follow-imports=skip", "--ignore-missing-imports"]
    command = [sys.executable, "-m", "mypy", *options, f"--cache-dir={tmp_path}", *map(str, paths)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    unknown = [line for line in done.stdout.splitlines() if "[attr-defined]" in line]
    assert [line.partition(":")[0] for line in unknown] == (["unix.py"] if platform == "win32" else [])
    assert "source files)" in done.stdout or "no issues" in done.stdout  # it came to its end


def test_texts_have_the_line_ends_that_every_system_reads_and_no_mark_in_front():
    for path in RELEASE.rglob("*"):
        if path.suffix in TEXTS and path.is_file():
            content = path.read_bytes()
            assert b"\r" not in content, path
            assert not content.startswith(b"\xef\xbb\xbf"), path
            content.decode("utf-8")


def test_no_file_is_a_link():
    assert [path for path in RELEASE.rglob("*") if path.is_symlink()] == []


@pytest.mark.parametrize("command", [["-m", "handin.doctor"], ["experiment.py", "--notebook", "作业.ipynb"]])
def test_the_programs_can_print_where_the_letters_of_a_path_cannot_be_printed(command, tmp_path):
    """Into a pipe, Python on Windows writes the code page of the country, and raises for what that has not."""
    folder = tmp_path / "作业 ± 12"
    folder.mkdir()
    environment = {**os.environ, "PYTHONIOENCODING": "cp874", "PYTHONUTF8": "0", "PYTHONPATH": str(RELEASE)}
    command = [str(RELEASE / part) if part.endswith(".py") else part for part in command]
    done = subprocess.run([sys.executable, *command], cwd=folder, env=environment, capture_output=True, check=False)
    said = (done.stdout + done.stderr).decode("cp874")
    assert "Error" not in said
    assert "\\u4f5c\\u4e1a" in said
