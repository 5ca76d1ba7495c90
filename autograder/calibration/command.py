"""`python -m autograder calibrate`: every right and every wrong answer under every check, on the engine that grades."""

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from autograder.calibration.corpus import Cases, CorpusError, Entry, read_corpus
from autograder.calibration.mutants import mutants, read_equivalent
from autograder.calibration.pages import markdown, page, table
from autograder.calibration.record import Run, check_files, digest, read_record, stale, write_record
from autograder.calibration.submissions import read_reference
from autograder.calibration.trial_processes import TrialSetup, run_trials
from autograder.calibration.trials import Trial
from autograder.calibration.verdicts import Worth, worth, wrong
from autograder.engine.assignment import Assignment, read_assignment
from autograder.engine.judge.cases import read_cases
from autograder.release.homework_folder import HomeworkFolder

PROVED, NOT_PROVED, USED_WRONGLY = 0, 1, 2
CHAFF_SEEDS = 3, 20  # at the least, and at the most: a fiftieth of a wheat's between the two; most chaffs fail for sure


@dataclass(frozen=True)
class Bench:
    """What is to be tried."""

    homework: HomeworkFolder
    assignment: Assignment
    cases: Cases
    entries: list[Entry]
    equivalent: dict[str, str]  # title of a mutant -> why it is as right as the reference solution


def calibrate(options: argparse.Namespace, homework: HomeworkFolder) -> int:
    """Runs the command with this homework; returns its exit status. Raises GraderFault."""
    assignment = read_assignment(homework.graded_with())
    cases = read_cases(assignment.tests)
    if options.question not in (None, *cases):
        print(f"There is no question {options.question}; questions with tests are {', '.join(cases)}.", file=sys.stderr)
        return USED_WRONGLY
    if options.compare:
        return _compare(options.question, homework)
    try:
        bench = _bench(homework, assignment, cases, options)
    except CorpusError as error:
        print(error)
        return NOT_PROVED
    return _run(bench, options)


def _compare(question: str | None, homework: HomeworkFolder) -> int:
    questions = [question] if question else sorted(path.name for path in homework.corpus.iterdir() if path.is_dir())
    sentences = stale(read_record(homework.record), questions, homework.folder)
    print("\n".join(sentences) or f"The record is that of the checks as they are, for {', '.join(questions)}.")
    return NOT_PROVED if sentences else PROVED


def _bench(homework: HomeworkFolder, assignment: Assignment, cases: Cases, options: argparse.Namespace) -> Bench:
    entries = read_corpus(homework.corpus, cases, options.question)
    questions = dict.fromkeys(entry.question for entry in entries)
    reference = read_reference(assignment.released, homework.solutions / assignment.released.name, cases)
    equivalent: dict[str, str] = {}
    for question in questions if not options.no_mutants else ():
        made = mutants(question, reference.answers[question])
        equivalent |= read_equivalent(homework.corpus, question, made)
        entries += made
    if options.only:
        entries = [entry for entry in entries if options.only in entry.name]
    return Bench(homework, assignment, cases, entries, equivalent)


def _run(bench: Bench, options: argparse.Namespace) -> int:
    begun, trials = time.monotonic(), []
    seeds = {
        "wheat": options.seeds,
        "chaff": min(options.seeds, CHAFF_SEEDS[1], max(CHAFF_SEEDS[0], options.seeds // 50)),
        "mutant": 1,
    }
    setup = TrialSetup(bench.homework.graded_with(), bench.homework.solutions / bench.assignment.released.name)
    for trial in run_trials(bench.entries, lambda entry: seeds[entry.kind], setup, options.jobs):
        trials.append(trial)
        if sys.stderr.isatty():
            print(f"\r{len(trials)} of {len(bench.entries)} answers", end="", file=sys.stderr, flush=True)
    worths = worth(trials, bench.cases)
    sentences = wrong(trials, [] if options.only else worths, frozenset(bench.equivalent))
    print(table(worths), *sentences, sep="\n")
    print(f"\n{_counts(trials)}; {len(sentences)} not as they should be. {time.monotonic() - begun:.0f} s.")
    _write(trials, worths, sentences, options)
    if options.record and not sentences:
        _keep(bench, trials, worths, options.seeds)
    return NOT_PROVED if sentences else PROVED


def _counts(trials: Sequence[Trial]) -> str:
    kinds = [trial.entry.kind for trial in trials]
    return ", ".join(f"{kinds.count(kind)} {kind}s" for kind in ("wheat", "chaff", "mutant"))


def _write(
    trials: Sequence[Trial], worths: Sequence[Worth], sentences: Sequence[str], options: argparse.Namespace
) -> None:
    if options.html:
        options.html.write_text(page(trials, worths, sentences), encoding="utf-8")
    if options.json:
        found = {"checks": worths, "answers": trials, "wrong": sentences}
        options.json.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=1))


def _keep(bench: Bench, trials: Sequence[Trial], worths: Sequence[Worth], seeds: int) -> None:
    """Puts the questions that were run into the record, and writes the page that shows it."""
    record = read_record(bench.homework.record)
    for question in dict.fromkeys(trial.entry.question for trial in trials):
        files = check_files(bench.assignment.tests / f"{question}.py", bench.assignment.checks)
        kinds = [trial.entry.kind for trial in trials if trial.entry.question == question]
        record[question] = Run(
            files=files,
            digest=digest(files, bench.homework.folder),
            seeds=seeds,
            wheats=kinds.count("wheat"),
            chaffs=kinds.count("chaff"),
            mutants=kinds.count("mutant"),
            equivalent={t: why for t, why in bench.equivalent.items() if t.startswith(f"{question},")},
            checks=[one for one in worths if one.case.startswith(f"{question}/")],
        )
    bench.homework.record.parent.mkdir(exist_ok=True)
    write_record(bench.homework.record, record)
    bench.homework.calibration_page.write_text(markdown(read_record(bench.homework.record)), encoding="utf-8")
