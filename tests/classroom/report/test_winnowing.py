"""Answers that are nearly the same are found whatever is renamed, and those that many have are not."""

import random
import re

from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import TEMPLATE, a_class, answer, submission

from autograder.classroom.report.winnowing import GRAM, WINDOW, fingerprints, similar

words = st.lists(st.sampled_from(["x", "1", "+", "-", "*", "(", ")", "if", "else", "return", "for", "in"]), max_size=60)


@given(
    words,
    words,
    st.lists(st.sampled_from(["+", "-", "*", "/", "%", "if", "else"]), min_size=GRAM + WINDOW - 1, max_size=40),
)
@settings(max_examples=60)
def test_a_run_of_enough_tokens_in_common_leaves_a_fingerprint_in_common(before, after, shared):
    first, second = " ".join([*before, *shared]), " ".join([*shared, *after])
    balanced = re.compile(r"[()]")  # an open bracket is a program that goes on
    first, second = balanced.sub("", first), balanced.sub("", second)
    assert set(fingerprints(first)) & set(fingerprints(second))


def test_names_comments_layout_and_numbers_do_not_count():
    own = answer("q1", random.Random(0))
    other = re.sub(r"\bx(\d)", r"my_\1", own).replace("= my_3", "=my_3  # the third").replace("\n", "\n\n")
    assert other != own
    assert list(fingerprints(own)) == list(fingerprints(other))


def copied(results, number, **changes):
    """Another student's submission with the answers of the first, names changed."""
    answers = {q: re.sub(r"\bx(\d)", r"v\1", source) for q, source in results.submissions[0].answers.items()}
    return submission(number, random.Random(number), False, **({"answers": answers} | changes))


def pairs_of(results):
    return [(pair.first, pair.second) for pair in similar(results)]


def test_a_copy_with_other_names_is_the_one_pair():
    results = a_class(30)
    assert pairs_of(results) == []
    assert pairs_of(a_class(30, extra=[copied(results, 99)])) == [("s/0", "s/99")]


def test_members_of_one_group_are_no_pair():
    results = a_class(30)
    together = copied(results, 99, students=results.submissions[0].students)
    assert pairs_of(a_class(30, extra=[together])) == []


def test_the_template_and_what_many_have_make_no_pair():
    rng, blank = random.Random(3), {"answers": TEMPLATE}
    blanks = [submission(100 + n, rng, False, **blank) for n in range(3)]
    one_way = {"answers": {"q1": answer("q1", random.Random(8))}}
    usual = [submission(200 + n, rng, False, **one_way) for n in range(12)]
    assert pairs_of(a_class(30, extra=blanks + usual)) == []


@given(st.text(max_size=300))
def test_any_text_is_read(source):
    list(fingerprints(source))
