"""Winnowing keeps its guarantee, tokens ignore what a copyist changes, pairs are those that copied."""

import dataclasses
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import QUESTIONS, TEMPLATE, disguised, made_up, source

from autograder.classroom.class_results import ClassResults, SubmissionRow
from autograder.classroom.report.fingerprints import Winnow, numbers_of
from autograder.classroom.report.pairs import PairCriteria, find_pairs

TOKENS = st.lists(st.integers(0, 40), max_size=80)


def submission(key: str, answers: dict[str, str], *students: str, counts: bool = True) -> SubmissionRow:
    return SubmissionRow(
        key, students or (key,), 1, False, "graded", "", 1, 1, 1, 1, (), (), counts, (), answers
    )  # fmt: skip


def of(*rows: SubmissionRow, template: str = TEMPLATE) -> ClassResults:
    return ClassResults("hw", "", {}, "", {"q": 1.0}, {"q": template}, rows)


def answer(seed: int, statements: int = 12) -> str:
    return source(random.Random(seed), statements)


def keys(results: ClassResults) -> set[tuple[str, str]]:
    return {(pair.first.key, pair.second.key) for pair in find_pairs(results)[0]}


@settings(max_examples=150, deadline=None)
@given(TOKENS, TOKENS, TOKENS, TOKENS, st.integers(1, 9), st.integers(1, 9), st.data())
def test_every_shared_run_of_the_guaranteed_length_is_found(a, b, c, d, k, w, data):
    winnow = Winnow(k, w)
    run = data.draw(st.lists(st.integers(0, 40), min_size=winnow.guaranteed, max_size=winnow.guaranteed + 5))
    first, second = winnow.fingerprints([a + run + b, c + run + d])
    assert len(np.intersect1d(first, second)) > 0


@settings(max_examples=80, deadline=None)
@given(TOKENS, TOKENS, st.integers(2, 9), st.integers(1, 9))
def test_nothing_shorter_than_k_is_ever_found(a, b, k, w):
    grams = {tuple(a[i : i + k]) for i in range(len(a) - k + 1)} & {tuple(b[i : i + k]) for i in range(len(b) - k + 1)}
    first, second = Winnow(k, w).fingerprints([a, b])
    assert len(np.intersect1d(first, second)) <= len(grams)


@settings(max_examples=80, deadline=None)
@given(st.lists(TOKENS, min_size=1, max_size=6), st.integers(1, 9), st.integers(1, 9))
def test_fingerprints_are_those_of_the_paper_whatever_else_is_read_with_a_document(documents, k, w):
    winnow = Winnow(k, w)
    for document, found in zip(documents, winnow.fingerprints(documents), strict=True):
        grams = [int(winnow.all_hashes(document[i : i + k])[0]) for i in range(len(document) - k + 1)]
        windows = [grams[i : i + w] for i in range(max(1, len(grams) - w + 1))] if grams else []
        assert set(found.tolist()) == {min(window) for window in windows}


def test_about_one_in_five_is_kept():
    tokens = np.random.default_rng(0).integers(0, 1000, 20_000).tolist()
    share = len(Winnow().fingerprints([tokens])[0]) / len(tokens)
    assert share == pytest.approx(2 / (Winnow().w + 1), rel=0.05)  # the density that the paper proves


@pytest.mark.parametrize(
    "disguise",
    [
        lambda text: text.replace("answer", "resultat").replace("z", "größe").replace("(m", "(mean"),
        lambda text: "# mine\n" + text.replace("\n", "  # and why\n"),
        lambda text: text.replace("    ", "\t").replace(" = ", "=").replace(", ", ",\n   "),
        lambda text: text.replace("+ ", "+ \\\n        "),
        disguised,
    ],
    ids=["renamed", "commented", "reformatted", "continued", "all of it"],
)
def test_a_disguise_changes_no_token(disguise):
    text = answer(1)
    changed = disguise(text)
    assert changed != text
    assert numbers_of([changed]) == numbers_of([text])


@pytest.mark.parametrize(
    ("one", "other"), [("x + y", "x - y"), ("x[1]", "x[2]"), ("if x: y", "while x: y"), ("f(x)", "f[x]"), ("x", "'x'")]
)
def test_what_means_something_else_has_other_tokens(one, other):
    assert numbers_of([one]) != numbers_of([other])


@pytest.mark.parametrize(
    "text", ['"""' * 20_001, "'\\" * 30_000, '"\n' * 30_000, "'''\\'" * 10_000, "\x00\ud800 def ("]
)
def test_no_text_is_refused(text):
    assert len(numbers_of([text])[0]) > 0


def test_whoever_copied_is_a_pair_and_nobody_else():
    honest = [submission(f"s{i}", {"q": answer(i)}) for i in range(30)]
    copied = submission("copy", {"q": disguised(answer(7))})
    assert keys(of(*honest, copied)) == {("s7", "copy")}
    assert keys(of(*honest)) == set()


def test_a_pair_says_how_much_and_where():
    rows = [submission(f"s{i}", {"p": answer(i), "q": answer(100 + i), "r": answer(200 + i)}) for i in range(12)]
    rows.append(submission("copy", {"p": answer(900), "q": answer(105), "r": answer(901)}))
    found, total = find_pairs(of(*rows), PairCriteria(similarity=0.2))
    assert total == 1
    assert found[0].questions == ("q",)
    assert 0.2 < found[0].similarity < 0.5


def test_the_template_belongs_to_nobody():
    template = answer(1, 30)
    rows = [submission(f"s{i}", {"q": template + answer(50 + i, 8)}) for i in range(4)]
    assert keys(of(*rows, template=template)) == set()
    assert len(keys(of(*rows))) == 6  # had it not been released


def test_what_many_have_is_left_out():
    many = PairCriteria().holders(40) + 1
    rows = [submission(f"s{i}", {"q": answer(1 if i < many else i)}) for i in range(40)]
    assert keys(of(*rows)) == set()
    fewer = [submission(f"s{i}", {"q": answer(1 if i < 3 else 100 + i)}) for i in range(40)]
    assert keys(of(*fewer)) == {("s0", "s1"), ("s0", "s2"), ("s1", "s2")}


def test_blank_answers_are_no_pair():
    assert (
        keys(of(*(submission(f"s{i}", {"q": text}) for i, text in enumerate(["", " ", TEMPLATE, TEMPLATE])))) == set()
    )


def test_attempts_and_groups_of_one_student_are_no_pair():
    twice = [submission("a", {"q": answer(1)}, "Ada", "Grace"), submission("b", {"q": answer(1)}, "Ada")]
    older = [submission("c", {"q": answer(2)}), submission("d", {"q": answer(2)}, counts=False)]
    assert keys(of(*twice, *older)) == set()


def test_the_same_text_in_another_question_is_no_copy():
    assert keys(of(submission("a", {"p": answer(1)}), submission("b", {"q": answer(1)}))) == set()


def test_the_made_up_copies_are_found_and_nothing_else():
    results = made_up(400)
    place = {row.key: number for number, row in enumerate(results.submissions)}
    found, total = find_pairs(results)
    assert total == len(found) > 5
    assert {place[pair.second.key] - place[pair.first.key] for pair in found} == {1}
    assert {place[pair.second.key] % 40 for pair in found} == {39}
    assert set(found[0].questions) == set(QUESTIONS)


def test_order_in_the_class_changes_no_pair():
    results = made_up(200)
    turned = dataclasses.replace(results, submissions=results.submissions[::-1])
    assert {frozenset(pair) for pair in keys(results)} == {frozenset(pair) for pair in keys(turned)}
