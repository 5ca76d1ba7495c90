"""Mutants of a reference solution, and the list of those that are as right."""

import ast

import pytest

from autograder.calibration.corpus import CorpusError
from autograder.calibration.mutants import EQUIVALENT_FILE, mutants, read_equivalent

SOURCE = '''def draw(m: int, v):
    """Draws."""
    noise = torch.randn_like(m)
    a, b = m, -1
    return m - v.sqrt().detach() * noise if m < v else f(a, dim=1)
'''


@pytest.fixture(scope="module")
def made():
    return mutants("q", SOURCE)


@pytest.mark.parametrize(
    "name",
    [
        "return m + v.sqrt().detach() * noise if m < v else f(a, dim=1)",
        "return v.sqrt().detach() * noise - m if m < v else f(a, dim=1)",
        "return m - v.sqrt() * noise if m < v else f(a, dim=1)",
        "return m - v.detach() * noise if m < v else f(a, dim=1)",
        "return m - v.sqrt().detach() * noise if m <= v else f(a, dim=1)",
        "return m - v.sqrt().detach() * noise if m < v else f(a, dim=2)",
        "return m - v.sqrt().detach() * noise if m < v else f(a)",
        "return m.detach() - v.sqrt().detach() * noise if m < v else f(a, dim=1)",
        "(without) noise = torch.randn_like(m)",
        "noise = m",
        "a, b = (m, 1)",
        "b, a = (m, -1)",
        "a, b = (-1, m)",
    ],
)
def test_each_kind_of_change_is_made(made, name):
    assert name in {entry.name for entry in made}


def test_mutants_differ_from_the_reference_and_from_each_other_and_can_be_read(made):
    sources = [entry.source for entry in made]
    assert len(set(sources)) == len(sources)
    assert ast.unparse(ast.parse(SOURCE)) not in sources
    for source in sources:
        ast.parse(source)


def test_signatures_annotations_and_docstrings_are_left_alone(made):
    assert all(entry.source.startswith('def draw(m: int, v):\n    """Draws."""') for entry in made)


def test_a_listed_mutant_has_its_reason(made, tmp_path):
    (tmp_path / "q").mkdir()
    (tmp_path / "q" / EQUIVALENT_FILE).write_text("noise = m\n    Because.\n")
    assert read_equivalent(tmp_path, "q", made) == {"q, mutant noise = m": "Because."}
    assert read_equivalent(tmp_path, "r", made) == {}


@pytest.mark.parametrize(
    ("text", "says"),
    [("noise = w\n    Because.\n", "there is no mutant 'noise = w'"), ("noise = m\n", "lacks a reason")],
)
def test_a_bad_list_is_refused_with_a_sentence(made, tmp_path, text, says):
    (tmp_path / "q").mkdir()
    (tmp_path / "q" / EQUIVALENT_FILE).write_text(text)
    with pytest.raises(CorpusError, match=says):
        read_equivalent(tmp_path, "q", made)
