"""What counts as still blank, and the line that says so."""

import pytest

from autograder import handin
from autograder.handin import holes


def untouched(x: float) -> float: ...


def untouched_with_docstring(x: float) -> float:
    """Returns x."""


def passing(x: float) -> float:
    pass


def filled(x: float) -> float:
    """Returns x."""
    return x


def filled_with_a_constant() -> int:
    return 3


def raising() -> None:
    raise NotImplementedError


@pytest.mark.parametrize("answer", [..., None, untouched, untouched_with_docstring, passing])
def test_a_hole_is_blank(answer):
    assert holes.is_blank(answer)


@pytest.mark.parametrize("answer", [0, "", False, [], filled, filled_with_a_constant, raising, dict, lambda: 1])
def test_an_answer_is_not_blank(answer):
    assert not holes.is_blank(answer)


def test_ready_names_what_is_blank_and_only_that(capsys):
    assert not handin.ready(f=filled, g=untouched, beta=...)
    assert capsys.readouterr().out.startswith("This cell needs g and beta: fill it in above")


def test_ready_says_nothing_when_all_is_there(capsys):
    assert handin.ready(f=filled, beta=2.5)
    assert capsys.readouterr().out == ""
