r"""\newcommand and \def in a student's formulas: put in place wherever they are used."""

import pytest
from awkward import markdown, notebook
from hypothesis import given
from hypothesis import strategies as st
from reading import pages

from autograder.handin.export.macros import LENGTH, expanded
from autograder.handin.export.whole_notebook import notebook_pdf


@pytest.mark.parametrize(
    ("formulas", "made"),
    [
        ([r"\newcommand{\E}{\mathbb{E}} \E[x]"], [r"{\mathbb{E}}[x]"]),
        ([r"\newcommand\KL[2]{D(#1\|#2)}", r"\KL{p}{q} + \KL pq"], ["", r"{D(p\|q)} + {D(p\|q)}"]),
        ([r"\def\half#1{\frac{#1}{2}} \half{x}"], [r"{\frac{x}{2}}"]),
        ([r"\newcommand{\a}{x}\newcommand{\b}{\a^2}\b"], ["{{x}^2}"]),
        ([r"\DeclareMathOperator{\tr}{tr} \tr A"], [r"{\operatorname{tr}} A"]),
        ([r"\newcommand{\a}{x}", r"\alpha + \a"], ["", r"\alpha + {x}"]),
        ([r"\newcommand{\a}{x}\a", r"\renewcommand{\a}{y}\a"], ["{x}", "{y}"]),
        ([r"\newcommand{\a}{unclosed"], [r"\newcommand{\a}{unclosed"]),
        ([r"x_1 + \beta"], [r"x_1 + \beta"]),
    ],
)
def test_commands_are_put_in_place(formulas, made):
    assert list(expanded(formulas)) == made


def test_a_command_that_calls_itself_ends():
    (made,) = expanded([r"\newcommand{\a}{\a\a}\a"])
    assert len(made) < 10 * LENGTH


@given(st.lists(st.text(alphabet="\\{}#12abdefnw cmo[]", max_size=60), max_size=4))
def test_any_text_comes_back_in_bounded_length(formulas):
    made = list(expanded(formulas))
    assert len(made) == len(formulas)


def test_a_notebook_with_commands_of_its_own_is_printed_with_what_they_mean():
    content = notebook(
        markdown(r"Let $\newcommand{\loss}{\mathcal{L}(\theta)}\loss$ be small."), markdown(r"$\loss = 7$")
    )
    text = " ".join(pages(notebook_pdf(content, "own commands")))
    assert "shown as its source" not in text
    assert "newcommand" not in text
    assert "7" in text
