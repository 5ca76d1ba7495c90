"""Classes that never were: results as a class of any size has them, the same for the same seed."""

import random

from autograder.classroom.class_results import CaseRow, ClassResults, SubmissionRow

QUESTIONS = {"q1_fix": 4.0, "q2a": 6.0, "q2b": 6.0, "q3a": 8.0, "q4_elbo": 10.0, "q5_maml": 12.0}
TESTS = ("test_public_shape", "test_hidden_value", "test_hidden_gradient", "test_hidden_batch")
HINTS = {
    "q1_fix": ("It looks as if the gradients were not set to zero between two steps.",),
    "q2a": (
        "It looks as if the variance was taken for the standard deviation.",
        "It looks as if the sum went over the batch instead of the features.",
    ),
    "q2b": ("It looks as if log and exp were exchanged, so that small probabilities become -inf.",),
    "q3a": ("It looks as if the minimum-norm solution was sought with an inverse that does not exist.",),
    "q4_elbo": (
        "It looks as if the KL term had the wrong sign.",
        "It looks as if the reconstruction term was averaged over pixels and not summed.",
    ),
    "q5_maml": ("It looks as if the inner step was detached: no second derivatives reach the initial weights.",),
}
GIVEN = "Ada Grace Alan Zoë Søren Émilie Nguyễn Chidi María Wei Aiko Omar Leila Ivan Priya Kwame Noa Björn Dilara Tomás"
FAMILY = "Lovelace Hopper Turing Ångström Kierkegaard Châtelet Anagonye García Zhang Tanaka Haddad Petrov Rao Mensah"
HOSTILE = (
    "<script>alert(1)</script>",
    "=1+1",
    "\u202egnirts",
    "李 小龙",
    "محمد علي",
    "O'Brien\"; DROP",
    "x\x00\ud800y",
)
TEMPLATE = (
    "def answer(m, v):\n    # Your code here: return a sample of the Gaussian with mean m and variance v.\n    ...\n"
)
OPERATIONS = ("sqrt", "exp", "log", "sum", "mean", "view", "reshape", "detach", "clamp", "softmax", "norm", "stack")
SYMBOLS = ["+", "-", "*", "/", "@", "**", "%", "//", "==", "<", ">"]
LIMITS = ("OutOfTime", "OutOfMemory", "Exited", "Crashed")


def source(rng: random.Random, statements: int) -> str:
    """An answer: lines that mean nothing and read like any others."""
    lines = ["def answer(m, v):"]
    for number in range(statements):
        terms = [_term(rng, number) for _ in range(rng.randint(2, 4))]
        joined = terms[0] + "".join(f" {rng.choice(SYMBOLS)} {term}" for term in terms[1:])
        lines.append(f"    z{number} = {joined}")
    return "\n".join([*lines, f"    return z{statements - 1}", ""])


def _term(rng: random.Random, number: int) -> str:
    of = rng.choice(["m", "v", "x", f"z{number - 1}" if number else "m"])
    kind = rng.random()
    if kind < 0.4:
        return f"torch.{rng.choice(OPERATIONS)}({of}, dim={rng.randint(-2, 3)})"
    return f"{of}[{rng.randint(0, 9)}:]" if kind < 0.6 else f"({of} + {rng.randint(1, 99)})" if kind < 0.8 else of


def made_up(submissions: int, seed: int = 0, statements: int = 6, hostile: bool = True) -> ClassResults:
    """A class of `submissions`, older attempts among them; every 40th copies the one before it, under other names."""
    rng = random.Random(seed)
    rows: list[SubmissionRow] = []
    for number in range(submissions):
        rows.append(_submission(rng, number, rows, statements, hostile))
    template = {question: TEMPLATE for question in QUESTIONS}
    versions = {"python": "3.11.9", "torch": "2.13.0", "otter-grader": "7.0.1"}
    return ClassResults("hw12", "3f1c0a9b77e2", versions, "2026-03-14T09:26:53+00:00", QUESTIONS, template, tuple(rows))


def _submission(
    rng: random.Random, number: int, rows: list[SubmissionRow], statements: int, hostile: bool
) -> SubmissionRow:
    name = f"{rng.choice(GIVEN.split())} {rng.choice(FAMILY.split())} {number}"
    if hostile and number < len(HOSTILE):
        name = HOSTILE[number]
    state = rng.choices(["graded", "unreadable", "could not judge", "set aside"], [96, 2, 1, 1])[0]
    kind = rng.random()
    students = () if kind < 0.02 else (name, f"{name} (partner)") if kind < 0.08 else (name,)
    skill = min(1.0, max(0.0, rng.gauss(0.68, 0.22)))
    cases = tuple(_cases(rng, skill)) if state == "graded" else ()
    return SubmissionRow(
        key=f"{name.split()[0].lower()}_{number}/hw12.ipynb",
        students=students,
        attempt=rng.choice([1, 1, 1, 2, 3]),
        late=rng.random() < 0.05,
        state=state,
        reason="" if state == "graded" else "The file ends in the middle of cell 7: it was not downloaded to its end.",
        score=sum(case.points for case in cases if case.verdict == "passed"),
        points=sum(QUESTIONS.values()),
        seconds=rng.lognormvariate(1.2, 0.5),
        memory_mb=rng.gauss(420, 40),
        layers=("no_new_privs", "rlimits", "seccomp", "landlock"),
        notes=(("q3a", "A cell opened a socket: that is not allowed here."),) if rng.random() < 0.01 else (),
        counts=rng.random() > 0.04,
        cases=cases,
        answers=_answers(rng, number, rows, statements, name),
    )


def _answers(rng: random.Random, number: int, rows: list[SubmissionRow], statements: int, name: str) -> dict[str, str]:
    if number % 40 == 39:
        return {q: text if text == TEMPLATE else disguised(text) for q, text in rows[-1].answers.items()}
    if rng.random() < 0.1:
        return dict.fromkeys(QUESTIONS, TEMPLATE)
    return {question: f"# by {name}\n{source(rng, statements)}" for question in QUESTIONS}


def disguised(text: str) -> str:
    """The same answer with other names, other comments and other spaces."""
    renamed = text.replace("answer", "my_own").replace("z", "temp").replace(" = ", "=")
    return "# all mine\n" + renamed.replace("\n    ", "\n        ").replace("# by", "# written by")


def _cases(rng: random.Random, skill: float):
    for place, (question, points) in enumerate(QUESTIONS.items()):
        for number, name in enumerate(TESTS):
            passed = rng.random() < skill + 0.25 - 0.05 * place - 0.05 * number or (place, number) == (0, 0)
            yield _case(rng, question, name, points / 3 if number else 0.0, passed)


def _case(rng: random.Random, question: str, name: str, points: float, passed: bool) -> CaseRow:
    judged = rng.random() > 0.003
    stopped = rng.choice(LIMITS) if judged and not passed and rng.random() < 0.03 else ""
    hint = rng.choice(HINTS[question]) if judged and not passed and not stopped and rng.random() < 0.5 else ""
    verdict = "could not judge" if not judged else "passed" if passed else "failed"
    message = (
        "" if passed else "Your sample has a standard deviation of 3.98; with the v that was given it is 2.0 (±0.05)."
    )
    return CaseRow(question, name, points, name != TESTS[0], verdict, message, hint, stopped, rng.random())
