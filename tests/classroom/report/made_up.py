"""Classes that nobody taught: results of any size, drawn from a seed."""

import random

from autograder.classroom.results import CaseRow, ClassResults, SubmissionRow

QUESTIONS = {"q1": 4.0, "q2": 6.0, "q3": 10.0}
CASES = [("q1", "public", 0.0, False), ("q1", "values", 4.0, True), ("q2", "sign", 6.0, True)]
CASES += [("q3", "shape", 3.0, True), ("q3", "law", 7.0, True)]
HINTS = {
    "values": "`sigma` is the standard deviation already.",
    "sign": "Look at the sign.",
    "law": "The root is missing.",
}
TEMPLATE = {question: f"def {question}(x):\n    ...\n" for question in QUESTIONS}


def answer(question, rng):
    """A program of some hundred tokens with a structure of its own."""
    operators = ("+", "-", "*", "/", "//", "%", "@", "&", "|", "^", "<<", ">>")
    lines = [f"    x{n} = x{n + 1} " + " ".join(f"{rng.choice(operators)} x{k}" for k in range(4)) for n in range(8)]
    return f"def {question}(x):\n" + "\n".join(lines) + "\n    return x7\n"


def submission(number, rng, with_answers=True, **changes):
    able = rng.random()
    cases = []
    for question, name, points, hidden in CASES:
        right = not points or rng.random() < 0.3 + 0.7 * able
        hint = "" if right else HINTS.get(name, "")
        message = "" if right else f"Got {number}; expected 1. {hint}"
        cases.append(CaseRow(question, name, points, hidden, "passed" if right else "failed", message, hint, "", 0.01))
    made = {
        "key": f"s/{number}",
        "source": f"submission_{number}/hw12.ipynb",
        "students": (f"Student {number}",),
        "attempt": 1,
        "late": False,
        "state": "graded",
        "reason": "",
        "score": sum(case.points for case in cases if case.verdict == "passed"),
        "points": 20.0,
        "seconds": 0.5 + rng.random(),
        "memory_mb": 300.0,
        "layers": ("rlimits", "seccomp", "uid"),
        "notes": (),
        "counts": True,
        "cases": tuple(cases),
        "answers": {question: answer(question, rng) for question in QUESTIONS} if with_answers else {},
    }
    return SubmissionRow(**(made | changes))


def a_class(size, seed=0, extra=(), with_answers=True):
    rng = random.Random(seed)
    rows = tuple(submission(number, rng, with_answers) for number in range(size))
    return ClassResults(
        "hw12", "0123456789abcdef", {"torch": "2.13.0"}, "2026-11-23T15:00:00", QUESTIONS, TEMPLATE, rows + tuple(extra)
    )
