"""The release on machines that are not this one: Windows, macOS, other editors; and for people who do not see it."""

import ast
import itertools
import json
import re
from pathlib import Path, PurePosixPath

import nbformat
import pytest

from autograder.handin.export.notebook import read_cells
from autograder.notebooks.notebook import ReadLimits, read_notebook

RELEASE = Path(__file__).resolve().parents[2] / "student_release"
SOURCES = sorted(RELEASE.rglob("*.py"))
NOTEBOOK = nbformat.read(RELEASE / "hw12.ipynb", as_version=4)
NAMES = [path.relative_to(RELEASE).as_posix() for path in sorted(RELEASE.rglob("*"))]

# Modules, and names of os and signal, that Windows lacks.
POSIX_MODULES = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}
POSIX_NAMES = {
    ("os", name)
    for name in ("fork", "getuid", "geteuid", "getpgid", "killpg", "mkfifo", "nice", "setsid", "sysconf", "uname")
} | {("signal", name) for name in ("SIGALRM", "SIGKILL", "SIGHUP", "SIGUSR1", "alarm", "setitimer", "pthread_sigmask")}
RESERVED = {"con", "prn", "aux", "nul"} | {f"{name}{digit}" for name in ("com", "lpt") for digit in range(1, 10)}
LONGEST = 100  # characters of a path in the release: a Windows path ends at 260, and homes are long


def trees():
    return [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in SOURCES]


def test_there_is_something_to_look_at():
    assert len(SOURCES) > 30


def test_nothing_imports_or_calls_what_windows_lacks():
    found = []
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found += [(path.name, name.name) for name in node.names if name.name in POSIX_MODULES]
            elif isinstance(node, ast.ImportFrom) and node.module in POSIX_MODULES:
                found.append((path.name, node.module))
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                found += [(path.name, node.attr)] if (node.value.id, node.attr) in POSIX_NAMES else []
    assert found == []


def test_text_is_read_and_written_in_one_encoding_whatever_the_machines_own_is():
    found = []
    for path, tree in trees():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            named = {keyword.arg for keyword in call.keywords}
            modes = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            binary = any(re.fullmatch(r"[rwxa+]*b[rwxa+]*", mode) for mode in modes)
            if ast.unparse(call.func) in ("Image.open", "opened", "gzip.open"):  # of bytes
                continue
            if name in ("open", "read_text", "write_text") and "encoding" not in named and not binary:
                found.append(f"{path.name}:{call.lineno} {name}")
    assert found == []


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_one_that_windows_takes(name):
    path = PurePosixPath(name)
    assert not re.search(r'[<>:"|?*\\\x00-\x1f]', name)
    assert not path.name.endswith((".", " "))
    assert path.stem.lower() not in RESERVED
    assert len(name) <= LONGEST


def test_no_two_names_differ_in_their_case_alone():
    assert len({name.lower() for name in NAMES}) == len(NAMES)


# What each editor writes into a notebook that it saves, as far as it differs from what was released.
EDITORS = {
    "JupyterLab": lambda notebook: notebook["metadata"].update(
        language_info={"name": "python", "version": "3.12.1"}, widgets={"application/vnd.jupyter.widget-state+json": {}}
    ),
    "Notebook 7": lambda notebook: notebook["metadata"].update(toc={"base_numbering": 1}),
    "VS Code": lambda notebook: [
        cell["metadata"].update(vscode={"languageId": "python"}) for cell in notebook["cells"]
    ],
    "Colab": lambda notebook: (
        notebook.update(nbformat_minor=0),
        notebook["metadata"].update(colab={"provenance": [], "toc_visible": True}, accelerator="GPU"),
        [cell.pop("id") for cell in notebook["cells"]],
        [cell["metadata"].update(id="aB3dE_fGh1jK", executionInfo={"status": "ok"}) for cell in notebook["cells"]],
    ),
    "an old one": lambda notebook: (notebook.update(nbformat_minor=2), [cell.pop("id") for cell in notebook["cells"]]),
}


@pytest.mark.parametrize("editor", EDITORS)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_the_notebook_is_read_as_any_editor_saves_it(editor, line_end):
    notebook = json.loads((RELEASE / "hw12.ipynb").read_text(encoding="utf-8"))
    EDITORS[editor](notebook)
    content = json.dumps(notebook, indent=1).replace("\n", line_end).encode()
    sources = [cell.source for cell in NOTEBOOK.cells]
    assert [cell.source for cell in read_cells(content)] == sources
    assert [cell.source for cell in read_notebook(content, "hw12.ipynb", ReadLimits()).cells] == sources


def markdown():
    return [cell.source for cell in NOTEBOOK.cells if cell.cell_type == "markdown"]


def test_headings_come_in_order_and_leave_no_level_out():
    text = re.sub(r"(?ms)^```.*?^```", "", "\n".join(markdown()))
    levels = [len(marks) for marks in re.findall(r"(?m)^(#{1,6}) ", text)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(deeper <= level + 1 for level, deeper in itertools.pairwise(levels))


def test_every_picture_says_in_words_what_it_shows():
    pictures = [match for text in markdown() for match in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", text)]
    assert len(pictures) >= 5
    for words, file in pictures:
        assert len(words) > 80, file
        assert (RELEASE / file).is_file()
    assert "<img" not in "".join(markdown())


def test_no_sentence_asks_for_a_colour_alone():
    colours = r"\b(?:red|green|blue|orange|yellow|purple) (?:line|curve|dots?|points?|bars?|one)\b"
    assert [match for text in markdown() for match in re.findall(colours, text, re.IGNORECASE)] == []
