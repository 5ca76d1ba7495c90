"""The zip that an instructor uploads: complete, the same bytes each time, and no answer in it but for the self-test."""

import ast
import zipfile
from pathlib import Path

import pytest

from autograder.release.grading_package import GRADESCOPE_ZIP, SCRIPTS, SOLVED, write_gradescope_zip
from autograder.release.grading_requirements import IMPORTED, RequirementsError, requirements

ROOT = Path(__file__).resolve().parents[2]
MADE = {
    "solutions/hw.ipynb": b"solved",
    "dist/grading.json": b"{}",
    "dist/tests/q1.py": b"hidden = True",
    "student_release/hw.ipynb": b'{"cells": []}',
    "student_release/support/__init__.py": b"",
}


@pytest.fixture
def made(tmp_path):
    for name, content in MADE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    return tmp_path


def package_of(made):
    write_gradescope_zip(made, "hw")
    return zipfile.ZipFile(made / "dist" / GRADESCOPE_ZIP)


def test_it_has_what_gradescope_calls_at_its_top_and_both_can_be_executed(made):
    with package_of(made) as archive:
        modes = {name: archive.getinfo(name).external_attr >> 16 & 0o777 for name in SCRIPTS}
    assert modes == {"setup.sh": 0o755, "run_autograder": 0o755}


def test_every_file_of_tests_and_release_is_in_it_where_the_grader_looks_for_it(made):
    with package_of(made) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    assert found[SOLVED] == b"solved"
    for name in MADE.keys() - {"solutions/hw.ipynb"}:
        assert found[name] == MADE[name]


def test_the_solved_notebook_is_nowhere_but_where_setup_removes_it(made):
    with package_of(made) as archive:
        holding = [name for name in archive.namelist() if archive.read(name) == b"solved"]
    assert holding == [SOLVED]
    assert f'rm -rf "$source/{Path(SOLVED).parent}"' in (ROOT / "autograder/gradescope/setup.sh").read_text()


def test_two_zips_of_one_homework_have_the_same_bytes(made):
    package_of(made).close()
    first = (made / "dist" / GRADESCOPE_ZIP).read_bytes()
    (made / "student_release/hw.ipynb").touch()
    package_of(made).close()
    assert (made / "dist" / GRADESCOPE_ZIP).read_bytes() == first


def test_what_grading_imports_of_the_autograder_is_in_it(made):
    with package_of(made) as archive:
        names = set(archive.namelist())
        sources = {
            name: archive.read(name) for name in names if name.startswith("autograder/") and name.endswith(".py")
        }
    wanted = {
        imported
        for name, source in sources.items()
        if "/" in name.removeprefix("autograder/")  # not __main__: its other commands stay with the instructor
        for imported in imports(ast.parse(source))
    }
    lacking = [one for one in sorted(wanted) if not {f"{one}.py", f"{one}/__init__.py"} & names]
    assert lacking == []


def imports(tree):
    """The modules of the autograder that are imported, as paths without their endings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("autograder."):
            whole = node.module.replace(".", "/")
            modules = [f"{whole}/{alias.name}" for alias in node.names]
            yield from (path if (ROOT / f"{path}.py").exists() else whole for path in modules)


def test_requirements_are_lines_of_the_lock_and_closed_under_what_they_ask_for():
    lines = requirements(ROOT / "requirements.lock").splitlines()[1:]
    assert set(lines) <= set((ROOT / "requirements.lock").read_text().splitlines())
    names = {line.split("==")[0] for line in lines}
    assert set(IMPORTED) <= names
    assert {"sympy", "traitlets", "pillow"} <= names  # of torch, ipython and matplotlib
    assert not {"otter-grader", "jupytext", "pytest", "nbconvert"} & names


def test_a_lock_without_torch_is_refused_by_name(tmp_path):
    lock = tmp_path / "requirements.lock"
    lock.write_text("ipython==9.0\nmatplotlib==3.10\nmsgspec==0.19\nnumpy==2.0\ntqdm==4.0\n")
    with pytest.raises(RequirementsError, match="does not hold torch, which grading imports: add it"):
        requirements(lock)
