"""A part of the attacks under all layers that work here; `python -m tests.attacks` runs all of them under every set."""

import json

import pytest

from autograder.__main__ import main

from .catalogue import PROMISES, attacks, by_name
from .one_set import _ugly
from .sets import WORKING, run_set, split_homework
from .submissions import hand_in

QUICK = [one for one in attacks() if one.quick]


# One of each kind that needs no time limit to be passed: the command has the limits of real submissions.
BY_COMMAND = {
    "results are not forged": "returns an object that equals everything",
    "nobody speaks for the worker": "forges a passing verdict over its own socket",
    "answers of any kind are judged": "gives an int of 5,000 digits",
    "hidden things are not read": "reads the hidden tests by their path",
    "nothing outside is written": "overwrites the hidden tests",
    "nothing but itself is ended": "ends with os._exit, in a cell",
    "use is bounded": "opens every descriptor, in a function",
    "replies that lie are failed tests": "announces a gigabyte",
    "no network, no programs": "runs a program",
    "nothing is left behind": "leaves files in the shared folders",
    "hostile text is harmless": "says HTML",
    "archives are only read": "a zip that climbs out of its folder",
}


@pytest.fixture(scope="session")
def split_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("attacks") / "split"
    split_homework(folder)
    return folder


@pytest.fixture(scope="session")
def report(split_folder):
    """Every quick attack, graded by one warm grader with every layer that works here."""
    return run_set("every layer that works here", WORKING, [one.name for one in QUICK], split_folder, every=4)


@pytest.mark.parametrize("name", [one.name for one in QUICK])
def test_the_attack_is_held(report, name):
    if report.why_not:
        pytest.skip(report.why_not)
    assert report.faults[name] == [], report.said[name]


@pytest.mark.parametrize("promise", list(PROMISES))
def test_every_promise_is_attacked(promise):
    assert any(one.quick and one.promise == promise for one in attacks())


@pytest.mark.parametrize("promise", list(PROMISES))
def test_the_command_grades_an_attack_and_writes_what_the_honest_part_earns(promise, split_folder, tmp_path, capsys):
    attack = by_name()[BY_COMMAND[promise]]
    status, said, results = graded(attack, split_folder, tmp_path, capsys)
    if status == 3:
        pytest.skip(said)
    assert status == 0, said
    assert sum(test.get("score", 0) for test in results["tests"]) == attack.earns
    assert "FOUND" not in json.dumps(results)
    assert not list(_ugly(said, json.dumps(results)))


def graded(attack, split_folder, folder, capsys):
    """(exit status, what was printed, results) of `python -m autograder grade` in this process."""
    dist = split_folder / "dist"
    names = {
        "TESTS": str(dist / "tests"),
        "DIST": str(dist),
        "VICTIM": "1999999999",
        "CANARY": str(folder / "canary"),
        "PLACE": str(folder),
    }
    names |= {"GRADER": "1999999999", "ZYGOTE": "1999999999", "VICTIM": "1999999999", "TCP": "9", "MARK": "x"}
    path = hand_in(attack, folder, split_folder / "solutions" / "hw12.ipynb", names)
    out = folder / "results.json"
    status = main(["grade", str(path), "--assignment", str(split_folder / "dist"), "--json", str(out)])
    return status, capsys.readouterr().out, json.loads(out.read_text()) if out.exists() else None
