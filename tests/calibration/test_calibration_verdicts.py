"""What is made of trials: wrong cells, worth, the exact bound, and the record."""

import pytest
from scipy.stats import beta

from autograder.calibration.corpus import Entry
from autograder.calibration.pages import markdown, page, table
from autograder.calibration.record import Run, check_files, digest, read_record, stale, write_record
from autograder.calibration.trials import CaseTally, Trial
from autograder.calibration.verdicts import upper_bound, worth, wrong
from autograder.engine.judge.cases import TestCase

CASES = {
    "q": (
        TestCase("q", "test_hidden_a", 2.0, True, ("f",), print),
        TestCase("q", "test_hidden_b", 1.0, True, ("f",), print),
    )
}
A, B = "q/test_hidden_a", "q/test_hidden_b"


def trial(kind, a, b=0, fails=(), says="the root is missing", runs=4, not_judged=0):
    """One answer that failed `a` and `b` of its runs."""
    entry = Entry("q", kind, "one", "", {case: "root is missing" for case in fails}, "")
    cells = tuple(
        CaseTally(case, runs, failed, not_judged, (says,) if failed or not_judged else (), 0.4)
        for case, failed in ((A, a), (B, b))
    )
    return Trial(entry, cells)


def sentences(*trials, equivalent=()):
    return wrong(trials, [], frozenset(equivalent))


def test_a_wheat_that_passes_and_a_chaff_that_fails_as_it_must_are_right():
    assert sentences(trial("wheat", 0), trial("chaff", 4, fails=[A]), trial("mutant", 4)) == []


@pytest.mark.parametrize(
    ("one", "says"),
    [
        (trial("wheat", 1), f"q, wheat one: {A} failed it in 1 of 4 runs: the root is missing"),
        (trial("chaff", 3, fails=[A]), f"q, chaff one: {A} let it pass in 1 of 4 runs."),
        (trial("chaff", 4, 4, fails=[A]), f"{B} failed it in 4 of 4 runs"),
        (trial("chaff", 4, fails=[A], says="Wrong."), "does not say 'root is missing' but: Wrong."),
        (trial("mutant", 3), "it survives every hidden check"),
        (trial("wheat", 0, not_judged=1), "could not judge it"),
    ],
)
def test_each_wrong_tally_has_a_sentence(one, says):
    assert any(says in sentence for sentence in sentences(one))


def test_a_listed_mutant_must_survive():
    assert sentences(trial("mutant", 0), equivalent=["q, mutant one"]) == []
    assert "listed as equivalent and is caught" in sentences(trial("mutant", 4), equivalent=["q, mutant one"])[0]


def test_a_check_that_no_chaff_needs_is_told():
    trials = [trial("chaff", 4, fails=[A])]
    assert wrong(trials, worth(trials, CASES), frozenset()) == [
        f"{B}: no chaff needs it; write one that fails it, or take the check away."
    ]


def test_worth_counts_what_a_check_did():
    trials = [
        trial("wheat", 1),
        trial("wheat", 0),
        trial("chaff", 4, fails=[A]),
        trial("chaff", 4, 4, fails=[A, B], says="Wrong."),
        trial("chaff", 2, fails=[A]),
        trial("mutant", 4),
    ]
    one, other = worth(trials, CASES)
    assert (one.chaffs, one.caught, one.alone, one.named, one.mutants) == (3, 2, 1, 1, 1)
    assert (one.wheat_runs, one.false_alarms, one.seconds) == (8, 1, pytest.approx(0.1))
    assert (other.chaffs, other.caught, other.alone) == (1, 1, 0)


def test_what_else_fails_in_questions_that_build_on_this_one_leaves_a_check_alone():
    one, _ = worth([trial("chaff", 4, fails=[A, "later/test_hidden_c"])], CASES)
    assert one.alone == 1


@pytest.mark.parametrize(("events", "runs"), [(0, 1), (0, 20), (0, 23_000), (1, 20), (7, 300), (19, 20), (20, 20)])
def test_the_bound_is_that_of_clopper_and_pearson(events, runs):
    exact = beta.ppf(0.95, events + 1, runs - events) if events < runs else 1.0
    assert upper_bound(events, runs) == pytest.approx(exact, rel=1e-6)


@pytest.fixture
def homework(tmp_path):
    """A homework whose test file uses one check, which uses another and the library."""
    checks = tmp_path / "some_checks"
    checks.mkdir()
    (checks / "__init__.py").write_text("")
    (checks / "q.py").write_text("from autograder.checking.laws import bound\nfrom some_checks.words import said\n")
    (checks / "words.py").write_text("")
    (checks / "other.py").write_text("")
    (tmp_path / "q.py").write_text("def test(f):\n    from some_checks import q\n    q.a(f)\n")
    return tmp_path


def run(files, folder):
    trials = [trial("wheat", 0), trial("chaff", 4, 4, fails=[A, B])]
    return Run(
        files=files,
        digest=digest(files, folder),
        seeds=4,
        wheats=1,
        chaffs=1,
        mutants=0,
        equivalent={"q, mutant m - n": "The noise is symmetric."},
        checks=worth(trials, CASES),
    )


def test_the_record_knows_every_file_that_judges_and_nothing_else(homework):
    checks = homework / "some_checks"
    files = check_files(homework / "q.py", checks)
    of_checks = ["some_checks/__init__.py", "some_checks/q.py", "some_checks/words.py"]
    assert files == ["checking/laws.py", *of_checks]
    record = {"q": run(files, homework)}
    assert stale(record, ["q"], homework) == []
    (checks / "other.py").write_text("changed = 1\n")
    assert stale(record, ["q"], homework) == []
    (checks / "words.py").write_text("changed = 1\n")
    assert "The checks of q have changed since its calibration" in stale(record, ["q"], homework)[0]
    assert "r has never been calibrated" in stale(record, ["r"], homework)[0]


def test_a_record_is_read_as_it_was_written(homework, tmp_path):
    record = {"q": run(["q.py"], homework)}
    path = tmp_path / "record.json"
    assert read_record(path) == {}
    write_record(path, record)
    assert read_record(path) == record


def test_pages_show_counts_reasons_and_messages_safely(homework):
    trials = [trial("wheat", 0), trial("chaff", 4, fails=[A], says="root is missing <b>")]
    worths = worth(trials, CASES)
    assert "1/1" in table(worths).splitlines()[1]
    assert "- `m - n`: The noise is symmetric." in markdown({"q": run(["q.py"], homework)})
    shown = page(trials, worths, ["a < b"])
    assert "root is missing &lt;b&gt;" in shown
    assert "a &lt; b" in shown
    assert "<b>" not in shown
