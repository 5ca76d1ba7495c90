"""Otter's exception-based test files read without Otter, and the sentence for each that cannot be."""

import pytest

from autograder.engine.judge.cases import read_cases
from autograder.results.verdict import GraderFault

GOOD = """
from otter.test_files import test_case

OK_FORMAT = False
name = "q1"
points = 4

@test_case(points=0, hidden=False)
def test_public_something(f, x):
    assert f(x)

@test_case(name="by another name", points=1.5, hidden=True, success_message="yes", failure_message="no")
def test_hidden_something(f):
    import math
    assert f(math.pi)
"""


@pytest.fixture
def read(tmp_path):
    def read_file(source):
        (tmp_path / "q1.py").write_text(source)
        return read_cases(tmp_path)

    return read_file


def test_points_names_and_what_is_hidden_are_read(read):
    (public, hidden) = read(GOOD)["q1"]
    assert (public.name, public.points, public.hidden, public.names) == ("test_public_something", 0, False, ("f", "x"))
    assert (hidden.name, hidden.points, hidden.hidden, hidden.names) == ("by another name", 1.5, True, ("f",))
    with pytest.raises(AssertionError):
        public.body(lambda x: x, 0)
    hidden.body(lambda x: x > 3)


def test_otters_own_reader_finds_the_same(read, tmp_path):
    from otter.test_files import ExceptionTestFile

    ours = read(GOOD)["q1"]
    theirs = ExceptionTestFile.from_file(str(tmp_path / "q1.py")).test_cases
    assert [(one.points, one.hidden) for one in ours] == [(one.points, one.hidden) for one in theirs]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("OK_FORMAT = False", "OK_FORMAT = True", r"q1\.py is no exception-based test file: OK_FORMAT = False"),
        ("OK_FORMAT = False", "", r"q1\.py is no exception-based test file"),
        ("points=1.5, ", "", "a test case of q1 has no points of its own"),
        ("@test_case(points=0", "import nothing_of_the_kind\n@test_case(points=0", "does not run: ModuleNotFoundError"),
        ("def test_public", "def :test_public", "does not run: SyntaxError"),
    ],
)
def test_what_is_no_such_file_is_the_graders_fault(read, old, new, says):
    assert old in GOOD
    with pytest.raises(GraderFault, match=says):
        read(GOOD.replace(old, new))


def test_a_folder_without_tests_is_the_graders_fault(tmp_path):
    with pytest.raises(GraderFault, match=r"there are no test files in .*: run `python build.py`"):
        read_cases(tmp_path)
