"""`python -m autograder class`: a download of submissions -> gradebook, CSVs, feedback; goes on where it was."""

import argparse
import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from autograder.classroom import exports
from autograder.classroom.attempt import normalized
from autograder.classroom.cluster import schedule_for
from autograder.classroom.database import GradebookError
from autograder.classroom.gradebook import Gradebook, gradebook
from autograder.classroom.gradebook_rows import class_results
from autograder.classroom.intake import LAYOUTS, take_in
from autograder.classroom.layouts import folders
from autograder.classroom.messages import Setup
from autograder.classroom.progress import Progress
from autograder.classroom.report import render
from autograder.classroom.roster import Roster, RosterError, read_roster
from autograder.classroom.schedule import Died, Done, Schedule
from autograder.classroom.temporary_folder import run_folder
from autograder.classroom.tree import IntakeError, opened
from autograder.engine.assignment import Assignment, read_assignment
from autograder.engine.dependencies import dependencies, dependencies_digest
from autograder.results.private_file import private_file

DONE, USED_WRONGLY, OWN_FAULT, INTERRUPTED = 0, 2, 3, 130
REPORT = "report.html"
GOES_ON = "Interrupted: run the same command again, and it goes on where it was."


def grade_class(options: argparse.Namespace, assignment_folder: Path) -> int:
    """Grades the class; returns the exit status. Raises GraderFault where it cannot go on; what was graded is kept."""
    try:
        roster = read_roster(options.roster) if options.roster else None
        assignment = read_assignment(assignment_folder)
        _check_places(options.submissions.resolve(), options.output.resolve())
        with gradebook(options.output) as book:
            return _grade(book, options, assignment, assignment_folder, roster)
    except (IntakeError, RosterError) as error:
        print(f"{error}\nNothing was graded.")
        return USED_WRONGLY
    except GradebookError as error:
        print(error)
        return OWN_FAULT
    except KeyboardInterrupt:  # the second one, or one while nothing is under way that could be finished
        print(GOES_ON)
        return INTERRUPTED


def _check_places(submissions: Path, output: Path) -> None:
    for path in (submissions, output):
        try:
            str(path).encode()
        except UnicodeEncodeError:
            raise IntakeError(f"{normalized(str(path))} is no name in UTF-8; expected one: rename it.") from None
    if output.is_relative_to(submissions):
        raise IntakeError(
            f"{output} lies in {submissions}, where it would be taken for a student's: choose another -o."
        )


def _grade(
    book: Gradebook, options: argparse.Namespace, assignment: Assignment, folder: Path, roster: Roster | None
) -> int:
    kind = _begin(book, options, assignment)
    begun = book.counts()
    progress = Progress(begun.to_do)
    for key, why in book.undecided():
        progress.trouble(f"{key}: {why}")
    for key, why in book.write_unreadable():
        progress.trouble(f"{key}: cannot be read: {why}")
        progress.done()
    interrupted = begun.to_do > 0 and _work(book, options, folder, progress)
    progress.close()
    if options.attempts == "best":
        book.choose_best()
    return _finish(book, options.output, roster, kind == "Canvas", interrupted)


def _begin(book: Gradebook, options: argparse.Namespace, assignment: Assignment) -> str:
    """Takes the download in, and says what it is; returns its kind."""
    with opened(options.submissions) as tree, book.atomic():
        kind, taken = take_in(tree, assignment.released.stem)
        book.begin(dependencies_digest(assignment), dependencies(assignment), options.regrade)
        book.take_in(taken, options.submissions.name, options.attempts)
        beside = folders.passed_over(tree.names) if LAYOUTS[kind] is folders else []
    begun = book.counts()
    print(f"{begun.there} submissions, laid out as by {kind}; {begun.to_do} to grade.", flush=True)
    if beside:
        print(f"Neither notebooks nor zips, and nobody's: {len(beside)} files ({_first_few(beside)}).", flush=True)
    return kind


def _work(book: Gradebook, options: argparse.Namespace, assignment: Path, progress: Progress) -> bool:
    """Grades what is to be graded, and writes each result as it comes; returns whether it was interrupted."""
    with run_folder(options.output) as place:
        setup = Setup(
            assignment=str(assignment.resolve()),
            source=str(options.submissions.resolve()),
            without=tuple(options.without),
            allow_unconfined=options.allow_unconfined,
            temporary=str(place),
            parent=os.getpid(),
        )
        jobs = max(1, min(options.jobs, book.counts().to_do))
        schedule = schedule_for(options.cluster, setup, book.to_do(), jobs, book.ready)
        with _finishing_on_interrupt(schedule, progress):
            for event in schedule.events():
                _record(book, event, progress)
    return schedule.stopping


def _record(book: Gradebook, event: Done | Died | None, progress: Progress) -> None:
    match event:
        case Done(work, outcome):
            book.write(work, outcome)
            if outcome.state != "graded":
                progress.trouble(f"{work.key}: {outcome.state}: {outcome.reason}")
            progress.done()
        case Died(work, how):
            book.trouble(work, how)
            progress.trouble(f"{work.key}: {how}")
        case None:
            progress.look()


@contextlib.contextmanager
def _finishing_on_interrupt(schedule: Schedule, progress: Progress) -> Iterator[None]:
    """The first Ctrl-C lets what is under way finish; the second is as ever."""

    def stop(_: int, __: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        schedule.stopping = True
        progress.trouble("Finishing what is under way; Ctrl-C once more to stop at once.")

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _finish(book: Gradebook, folder: Path, roster: Roster | None, from_canvas: bool, interrupted: bool) -> int:
    try:
        exported = exports.export(book, folder, roster, from_canvas)
        write_report(book, folder)
    except OSError as error:
        raise GradebookError(
            f"The results are in the gradebook, but not all files could be written to {folder} ({error.strerror}): "
            "mend that, and run the same again."
        ) from None
    for line in _summary(book, exported):
        print(line)
    if interrupted:
        print(GOES_ON)
        return INTERRUPTED
    book.end()
    states = book.counts().by_state
    return OWN_FAULT if states.keys() & {"could not judge", "set aside", "waiting"} else DONE


def write_report(book: Gradebook, folder: Path) -> None:
    """Writes the page that shows what the class has done; readable for its owner alone, as it names students."""
    text = render(class_results(book))
    with private_file(folder / REPORT) as file:
        file.write(text)


def _summary(book: Gradebook, exported: exports.Exported) -> Iterator[str]:
    states = book.counts().by_state
    counted = ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
    yield f"{exported.students} students: {counted or 'nothing that counts'}."
    if exported.without:
        yield f"{len(exported.without)} in the roster handed nothing in: {_first_few(exported.without)}."
    if exported.unknown:
        yield f"{len(exported.unknown)} are not in the roster: {_first_few(exported.unknown)}."
    if exported.twice:
        yield (
            f"{len(exported.twice)} in the roster have a row for each of two submissions under different names or "
            f"numbers, of which one counts: {_first_few(exported.twice)}."
        )
    if states.keys() & {"could not judge", "set aside"}:
        yield "What could not be judged has no grade: mend what is said above; `--regrade changed` tries it once more."
    others = book.other_autograders()
    if others:
        yield f"{others} grades are of another autograder: `--regrade changed` grades anew what that could change."


def _first_few(names: list[str]) -> str:
    shown = [repr(name)[1:-1] for name in sorted(names)[:5]]
    return ", ".join(shown) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
