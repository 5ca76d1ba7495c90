"""Carries the calibration's record over a change of the checks that changes no code.

    python assignment/staff/carry_calibration_over.py BEFORE      a commit in which the checks were `autograder.checks`

A record stands for the checks that it was made with. They moved from `autograder/checks` to
`assignment/hw12_checks`, and their library to `autograder/checking`; otherwise only comments and docstrings changed.
This script compares the syntax tree of every file that a question is judged with, before and after, without docstrings
and with the names of the packages made equal. If all are the same, the record gets the new names and digests. If one is
not, nothing is written, and the question has to be calibrated again.
"""

import ast
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import msgspec

from autograder.calibration.record import check_files, digest, read_record, write_record
from autograder.release.homework_folder import DEFAULT, HomeworkFolder

ROOT = DEFAULT.parent
HW12 = HomeworkFolder(DEFAULT)
BEFORE = "autograder/checks"


def main(arguments: list[str]) -> int:
    """Writes the record with its new names; returns 1 where a check is another than before."""
    record, changed = read_record(HW12.record), []
    for question, run in record.items():
        files = check_files(HW12.dist / "tests" / f"{question}.py", HW12.dist / "hw12_checks")
        if _modules(files) != _modules(run.files):
            changed.append(f"{question}: it was judged with {', '.join(run.files)}, and is with {', '.join(files)}")
        for name in files:
            if _tree(_source_before(arguments[0], Path(name).name)) != _tree(_source_now(name)):
                changed.append(f"{question}: {name} is not what it was")
        record[question] = msgspec.structs.replace(run, files=files, digest=digest(files, HW12.folder))
    if changed:
        print("Nothing was written.", *changed, sep="\n")
        return 1
    write_record(HW12.record, record)
    print(f"{len(record)} questions: the code of every check is the same; the record is carried over.")
    return 0


def _modules(files: Iterable[str]) -> list[str]:
    """The names of the modules among `files`, wherever they lie; `__init__.py` holds a docstring alone."""
    return sorted({Path(name).name for name in files} - {"__init__.py"})


def _source_before(commit: str, name: str) -> str:
    command = ["git", "show", f"{commit}:{BEFORE}/{name}"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def _source_now(name: str) -> str:
    folder = ROOT / "autograder" if name.startswith("checking/") else HW12.folder
    return (folder / name).read_text(encoding="utf-8")


def _tree(source: str) -> str:
    """The syntax tree as text: no docstrings, imports sorted, one name for the packages in which checks lie or lay."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        _drop_docstring(node)
        if isinstance(node, ast.ImportFrom) and node.module:
            for package in ("autograder.checks", "autograder.checking", "hw12_checks"):
                if node.module == package or node.module.startswith(f"{package}."):
                    node.module = "checks" + node.module.removeprefix(package)
    imports = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    others = [node for node in tree.body if node not in imports]
    return "\n".join([*sorted(map(ast.dump, imports)), *map(ast.dump, others)])


def _drop_docstring(node: ast.AST) -> None:
    match node:
        case ast.Module(body) | ast.ClassDef(body=body) | ast.FunctionDef(body=body) | ast.AsyncFunctionDef(body=body):
            match body:
                case [ast.Expr(ast.Constant(str())), *_]:
                    del body[0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
