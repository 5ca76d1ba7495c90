"""`python -m autograder`: grade a submission or a class, print written answers, say what this machine confines.

Exit status: 0 judged, whatever the score; 1 calibrate: something is not as it should be; 2 used wrongly; 3 the grader's
own fault or refusal, nothing is written.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from autograder.calibration.options import add_options
from autograder.classroom import options as classroom
from autograder.engine.confinement import LAYERS, ConfinementError
from autograder.engine.doctor import report
from autograder.engine.opening import open_grader
from autograder.gradescope.places import read_settings
from autograder.gradescope.results_json import results_json, write_results
from autograder.release.homework_folder import DEFAULT, HomeworkFolder
from autograder.results.table import harmless, table
from autograder.results.verdict import GraderFault

JUDGED, OWN_FAULT = 0, 3  # 2 is argparse's: used wrongly
UNREAD = 128 + 13  # what shells say of a program whose output nobody reads to its end
NO_RESULT = "No result was written."
CLASS_IS_KEPT = "What was graded is kept: run the same command again, and it goes on from there."


def main(arguments: Sequence[str]) -> int:
    """Runs one command; returns its exit status."""
    options = _options(arguments)
    try:
        command = {"calibrate": _calibrate, "class": _class, "doctor": _doctor, "grade": _grade, "pdf": _pdf}
        return command[options.command](options)
    except GraderFault as fault:
        left = CLASS_IS_KEPT if options.command == "class" else NO_RESULT
        print(f"Could not grade: {harmless(str(fault))}\n{left}")  # it may quote a submission
        return OWN_FAULT
    except ConfinementError as error:
        print(f"Confinement failed: {harmless(str(error))}." + (f"\n{NO_RESULT}" if options.command == "grade" else ""))
        return OWN_FAULT


def _grade(options: argparse.Namespace) -> int:
    with open_grader(
        options.assignment.graded_with(), layers=_chosen(options), allow_unconfined=options.allow_unconfined
    ) as grader:
        grade = grader.grade(options.submission)
    if options.json and not grade.not_judged:  # first of all: whoever reads the table may go before its end
        write_results(results_json(grade, read_settings(options.assignment.graded_with())), options.json)
    print(table(grade))
    if grade.not_judged:
        why = "; ".join(f"{case.question} {case.name}: {case.message}" for case in grade.not_judged)
        raise GraderFault(f"{len(grade.not_judged)} tests could not be judged ({why}).")
    return JUDGED


def _pdf(options: argparse.Namespace) -> int:
    from autograder.classroom.written_answers import WrittenError, write_pdf  # its tools are needed for nothing else

    try:
        print(harmless(write_pdf(options.submission, options.assignment.graded_with(), options.output)))
    except WrittenError as error:
        print(f"No PDF was written: {harmless(str(error))}")
        return OWN_FAULT
    return JUDGED


def _class(options: argparse.Namespace) -> int:
    from autograder.classroom.command import grade_class

    return grade_class(options, options.assignment.graded_with())


def _doctor(options: argparse.Namespace) -> int:
    text, sufficient = report(frozenset(options.without))
    print(text)
    return JUDGED if sufficient else OWN_FAULT


def _calibrate(options: argparse.Namespace) -> int:
    from autograder.calibration.command import calibrate  # torch comes with it

    return calibrate(options, options.assignment)


def _chosen(options: argparse.Namespace) -> frozenset[str]:
    return frozenset(LAYERS) - frozenset(options.without)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m autograder", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    grade = commands.add_parser("grade", help="one submission -> a table, and results.json")
    grade.add_argument("submission", type=Path, help="a notebook, a zip that holds one, or a folder that does")
    grade.add_argument("--json", type=Path, metavar="FILE", help="write what Gradescope gets to FILE")
    grade.add_argument("--allow-unconfined", action="store_true", help="grade below the sufficient set of layers too")
    many = commands.add_parser("class", help="a class -> gradebook, CSVs, feedback; goes on where it stopped")
    classroom.add_options(many)
    pdf = commands.add_parser("pdf", help="the written answers of one submission -> the PDF that people grade")
    pdf.add_argument("submission", type=Path, help="a notebook, a zip that holds one, or a folder that does")
    pdf.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help="the PDF to write")
    trying = commands.add_parser("calibrate", help="how well the hidden tests tell right answers from wrong ones")
    add_options(trying)
    for command in (grade, many, pdf, trying):
        command.add_argument(
            "--assignment",
            type=lambda text: HomeworkFolder(Path(text)),
            default=HomeworkFolder(DEFAULT),
            metavar="FOLDER",
            help="the homework's folder (assignment/)",
        )
    doctor = commands.add_parser("doctor", help="what this machine can and cannot confine, and what to do about it")
    for command in (grade, many, doctor):
        command.add_argument(
            "--without", action="append", default=[], choices=LAYERS, metavar="LAYER", help="leave a layer out"
        )
    options = parser.parse_args(arguments)
    if options.command in ("grade", "pdf") and not options.submission.exists():
        parser.error(f"there is no submission at {options.submission}: check the path")
    if options.command == "class" and not options.submissions.exists():
        parser.error(f"there are no submissions at {options.submissions}: check the path")
    return options


if __name__ == "__main__":
    try:
        status = main(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:  # as in `... | head`
        status = UNREAD
    sys.stderr.flush()
    os._exit(status)  # all is written and closed, and taking torch apart takes a third of a second
