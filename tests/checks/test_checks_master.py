"""The master notebook itself: public tests that students meet, cells that have to say what they lack, images."""

import re
from pathlib import Path

import pytest
import torch

from autograder import handin
from autograder.release.assignment import read_assignment
from autograder.release.files import images
from autograder.release.master import read_master
from hw12_checks import q3d

ASSIGNMENT = read_assignment(read_master(Path(__file__).parents[2] / "assignment" / "hw12.md"))
QUESTIONS = {question.name: question for question in ASSIGNMENT.questions}


def public_test(question, name):
    """The public test as a function, as a student's notebook would run it."""
    (case,) = (case for case in QUESTIONS[question].tests if case.name == name)
    namespace = {}
    exec(case.cell.source, namespace)
    return namespace[name]


def run_answer(question, namespace):
    """Runs the answer cell of the solved notebook on what `namespace` defines, and on nothing else."""
    (cell,) = QUESTIONS[question].answers
    exec(cell.source, namespace)


BETAS = [
    {"a": 1e-3, "b": 1.0, "c": 1e-6},
    {"a": 0.1**3, "b": 0.1**0, "c": 0.1**6},
    {"a": 10**-3, "b": 1, "c": 1 / 1_000_000},
]


@pytest.mark.parametrize("betas", BETAS)
def test_public_and_hidden_tests_take_a_beta_for_what_it_is_but_for_rounding(betas):
    public_test("q3d", "test_public_betas")(betas)
    q3d.panels(betas)


@pytest.mark.parametrize(
    ("betas", "says"),
    [
        ({"a": 0.1**3, "b": 1e-3, "c": 1e-6}, "One beta is given to two panels"),
        ({"a": 0.0010001, "b": 1.0, "c": 1e-6}, r"Panel a has the beta 0\.0010001; expected one of the numbers 1e-6"),
        ({"a": 1e-3, "b": 1.0, "c": 0.0}, r"Panel c has the beta 0\.0"),
        ({"a": "1e-3", "b": 1.0, "c": 1e-6}, "Panel a has the beta '1e-3'"),
        ({"a": 1e-3, "b": ..., "c": 1e-6}, "Panel b has the beta Ellipsis"),
        ({"a": 1e-3, "b": [1.0], "c": 1e-6}, r"Panel b has the beta \[1\.0\]"),
        ({"a": 1e-3, "b": 1.0}, "The keys of betas are not the three panels"),
    ],
)
def test_public_test_refuses_other_betas_with_a_sentence(betas, says):
    with pytest.raises(AssertionError, match=says):
        public_test("q3d", "test_public_betas")(betas)


def blank(): ...


def filled(*arguments):
    return arguments


def test_grid_of_digits_says_that_its_model_is_missing(capsys):
    run_answer("q4b", {"handin": handin, "torch": torch, "sample_gaussian": filled, "negative_elbo_bound": filled})
    assert capsys.readouterr().out.startswith("This cell needs vae_model: run the cell under 'A first model' above")


def test_grid_of_digits_asks_for_the_two_functions_first(capsys):
    run_answer("q4b", {"handin": handin, "torch": torch, "sample_gaussian": blank, "negative_elbo_bound": blank})
    assert capsys.readouterr().out.startswith("This cell needs sample_gaussian and negative_elbo_bound: fill it in")


@pytest.mark.parametrize(("path", "alt"), [(path, alt) for _, path, alt in images(ASSIGNMENT.public)])
def test_every_image_is_described_for_those_who_do_not_see_it(path, alt):
    assert len(alt.split()) >= 40, path


def test_figures_whose_panels_are_asked_about_describe_each_panel():
    alts = {path: alt for _, path, alt in images(ASSIGNMENT.public)}
    for figure, panels in (("2b", "AB"), ("3c", "abcd"), ("3d", "abc")):
        for panel in panels:
            assert re.search(rf"In \(?{panel}\)?,? \w", alts[f"figures/figure_{figure}.png"])
