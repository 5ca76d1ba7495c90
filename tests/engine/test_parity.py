"""The same check gives the same verdict on a function and on its stand-in: every test case, every answer in the tables.

A message may differ only where an object that stays in the worker says what it is: its text is made there.
"""

import contextlib
import dataclasses
import functools
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import torch
from bridges import serving

from autograder.checking.randomness import use_seed
from autograder.engine.judge.cases import TestCase
from autograder.engine.judge.judge import derived_seed, judge
from autograder.engine.judge.remote import CallLimits
from autograder.release.assignment import read_assignment
from autograder.release.master import read_master

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "tests" / "checks"))

import test_checks_choices as of_choices  # noqa: E402
import test_checks_q1_fix as of_q1  # noqa: E402
import test_checks_q2a as of_q2a  # noqa: E402
import test_checks_q3a as of_q3a  # noqa: E402
import test_checks_q4_elbo as of_elbo  # noqa: E402
import test_checks_q4_sample as of_sample  # noqa: E402
import test_checks_q4a as of_q4a  # noqa: E402
import test_checks_q5_maml as of_maml  # noqa: E402
import test_checks_q5a as of_q5a  # noqa: E402
import test_checks_q5b as of_q5b  # noqa: E402
import test_checks_q5c as of_q5c  # noqa: E402
from judging import BLANKS  # noqa: E402

SEED = "one student's"
# The message shows an object that did not come over by value, as the other side speaks of it.
SHOWN_OTHERWISE = {("q4_elbo", "blank returns_first_argument")}


def cases_of_the_master():
    """The test cases of each question, public and hidden, as the grader reads them."""
    found = {}
    for question in read_assignment(read_master(ROOT / "assignment" / "hw12.md")).questions:
        for case in question.tests:
            module = {}
            exec(compile(case.cell.source, case.name, "exec"), module)
            one = TestCase(question.name, case.name, 1.0, case.hidden, tuple(case.parameters), module[case.name])
            found.setdefault(question.name, []).append(one)
    return found


def table(answers, name, **others):
    """id -> what is bound, for all answers of a table and all blanks."""
    rows = [(f"right {one.id}", one.values[0]) for one in answers.rights]
    rows += [(f"wrong {one.id}", one.values[0].answer) for one in answers.wrongs]
    rows += [(f"blank {one.id}", one.values[0]) for one in BLANKS]
    return {key: {name: value} | others for key, value in rows}


def choices(question, **names):
    """id -> what is bound, of the tables of answers that choose; `names` are those that each check asks for."""
    rows = {}
    for key, (checks, answers, *_) in (of_choices.RIGHT | of_choices.WRONG).items():
        (check,) = checks
        if check.__module__.endswith(f".{question}") and check.__name__ in names:
            rows[key] = dict.fromkeys(sum(names.values(), ()), ...) | dict(
                zip(names[check.__name__], answers, strict=True)
            )
    return rows


def pairs(module, *names):
    """id -> what is bound, of a module whose tables hold a value for each of two names."""
    rows = {f"right {key}": dict(zip(names, pair, strict=True)) for key, pair in module.RIGHT.items()}
    for key, wrong in module.WRONG.items():
        values = wrong[0] if isinstance(wrong[0], tuple) and len(wrong) == 2 else wrong[:2]
        rows[f"wrong {key}"] = dict(zip(names, values, strict=True))
    return rows


CASES = cases_of_the_master()
TABLES = {
    "q1_fix": table(of_q1.ANSWERS, "Transformer"),
    "q2a": pairs(of_q2a, "p", "q"),
    "q2b": choices("q2b", directions=("forward_kl", "reverse_kl")),
    "q3a": table(of_q3a.ANSWERS, "latent_sample"),
    "q3b": choices("q3b", encoder=("encoder_terms",), decoder=("decoder_terms",)),
    "q3c": choices("q3c", curve=("error_curve",)),
    "q3d": choices("q3d", panels=("betas",), best=("best_latent",)),
    "q4_sample": table(of_sample.ANSWERS, "sample_gaussian"),
    "q4_elbo": table(of_elbo.ANSWERS, "negative_elbo_bound", sample_gaussian=of_elbo.sample_gaussian),
    "q4a": pairs(of_q4a, "vae_metrics", "vae_data"),
    "q5_maml": table(of_maml.ANSWERS, "maml_gradient"),
    "q5a": table(of_q5a.BETA, "beta_hat", min_norm=...) | table(of_q5a.NORM, "min_norm", beta_hat=...),
    "q5b": table(of_q5b.ANSWERS, "test_error_gradient"),
    "q5c": table(of_q5c.DESCENT, "descend", test_error_gradient=of_q5c.slope, beta_limit=...)
    | table(of_q5c.LIMIT, "beta_limit", descend=..., test_error_gradient=of_q5c.slope),
    "q7a": choices("q7", forgets=("forgets",)),
    "q7b": choices("q7", soft_prompt=("soft_prompt_parameters",)),
    "q7c": choices("q7", method=("meta_method",)),
    "q7d": choices("q7", defences=("defences",)),
}
ROWS = [
    pytest.param(question, number, id=f"{question} {key}")
    for question, rows in TABLES.items()
    for number, key in enumerate(rows)
]


# On both sides: the other one is forked from this.
pytestmark = pytest.mark.usefixtures("one_thread", "filled_memory")


@dataclass(frozen=True)
class Local:
    """Names bound in this process, asked for as a worker's are."""

    namespace: dict

    def values(self, names):
        return [self.namespace[name] for name in names]


@pytest.fixture(scope="module")
def bridge_of():
    """bridge_of(question) leads to a process that holds every answer to it, each name behind the number of its row."""
    with contextlib.ExitStack() as stack:

        @functools.cache
        def start(question):
            bound = {"seed_noise": seed_noise}
            for number, row in enumerate(TABLES[question].values()):
                bound |= {f"{number}/{name}": value for name, value in row.items()}
            return stack.enter_context(serving(bound, CallLimits(wall_s=300, memory_mb=1000)))

        yield start


def seed_noise(seed):
    """Answers draw the same noise on both sides: `judge` starts torch's stream here likewise."""
    torch.manual_seed(seed)
    np.random.seed(0)


def here(case, namespace):
    seed_noise(seed_of(case))
    return judge(case, Local(namespace), SEED, use_seed)


def over_there(bridge, case, number):
    bridge.value("seed_noise")(seed_of(case))
    fetched = bridge.session.fetch(tuple(f"{number}/{name}" for name in case.names))
    nodes = {name.partition("/")[2]: node for name, node in fetched.nodes.items()}
    return judge(case, dataclasses.replace(fetched, nodes=nodes), SEED, use_seed)


def seed_of(case):
    return derived_seed(SEED, case.question, case.name, "grader")


def said(result):
    """The message without what the two sides cannot have in common: addresses, and whose exception it was."""
    message = re.sub(r"0x[0-9a-f]+", "0x", result.message)
    return message.replace("Your answer is of a kind that this check cannot read: ", "Your code raised ")


@pytest.mark.parametrize(("question", "number"), ROWS)
def test_verdict_and_message_are_the_same_on_both_sides(bridge_of, question, number):
    key, namespace = list(TABLES[question].items())[number]
    for case in CASES[question]:
        local, remote = here(case, namespace), over_there(bridge_of(question), case, number)
        assert (case.name, remote.verdict) == (case.name, local.verdict)
        if (question, key) not in SHOWN_OTHERWISE:
            assert (case.name, said(remote)) == (case.name, said(local))


def test_every_question_with_tests_has_a_table_of_answers():
    assert TABLES.keys() == CASES.keys()
    assert all(TABLES.values())
