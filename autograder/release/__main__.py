"""`python -m autograder.release`: what `build.py` calls once the environment stands."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from autograder.release import pipeline
from autograder.release.build_folder import BusyError, PutBackError
from autograder.release.homework_folder import DEFAULT, HomeworkError, HomeworkFolder
from autograder.release.processes import INTERRUPTED, exit_with, interrupt_once
from autograder.release.split import split

ROOT = Path(__file__).resolve().parents[2]
DONE, NOT_PROVED, OWN_FAULT = 0, 1, 3  # 2 is argparse's: used wrongly
TESTS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    # What students get, as it lies there: `handin` is a package of its own beside the homework's.
    ("mypy", "--config-file=autograder/release/student_release_mypy.ini"),
)
# Tests of confinement fork the process that they run in and measure its memory: they get a small one of their own.
CONFINEMENT_TESTS = "tests/engine/test_confinement_*.py"


def main(arguments: list[str]) -> int:
    """Runs one command; returns its exit status."""
    options = _options(arguments)
    try:
        return _run(options)
    except pipeline.NotProved as error:
        print(f"\n{error}\nNothing was changed.", file=sys.stderr)
        return NOT_PROVED
    except KeyboardInterrupt as interrupt:
        print(f"\nInterrupted. {str(interrupt) or 'Nothing was changed.'}", file=sys.stderr)
        return INTERRUPTED
    except (BusyError, PutBackError) as error:
        print(f"\n{error}", file=sys.stderr)
        return OWN_FAULT
    except BrokenPipeError:  # nobody reads on (`| head`): that is no trouble to speak of
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is still to be flushed goes there
        return NOT_PROVED
    except OSError as error:  # a full disk, a folder that cannot be written to
        print(
            f"\n{error}: make room or give write access here, and run it again. Nothing was changed.", file=sys.stderr
        )
        return OWN_FAULT


def _run(options: argparse.Namespace) -> int:
    if options.command == "test":
        return run_tests(options.pytest)
    homework, master = options.assignment, options.assignment.master()
    if options.command == "split":
        split(pipeline.understand(master), Path(options.folder))
    else:
        command = {"build": pipeline.build, "check": pipeline.check, "solutions": pipeline.solutions}[options.command]
        command(homework.beside, master)
    return DONE


def run_tests(arguments: list[str]) -> int:
    """Linters, types, tests: all are run, the worst status is returned."""
    statuses = []
    for command in [*TESTS, *_pytest(arguments)]:
        print("$ " + " ".join(command), flush=True)
        statuses.append(subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=False).returncode)
    return NOT_PROVED if any(statuses) else DONE


def _pytest(arguments: list[str]) -> list[tuple[str, ...]]:
    """All tests in two runs; with `arguments`, what they name in one."""
    if arguments:
        return [("pytest", *arguments)]
    confinement = (str(path.relative_to(ROOT)) for path in sorted(ROOT.glob(CONFINEMENT_TESTS)))
    return [("pytest", f"--ignore-glob=*/{Path(CONFINEMENT_TESTS).name}"), ("pytest", *confinement)]


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="build.py", description="Split the master notebook, prove and place what it makes."
    )
    commands = parser.add_subparsers(dest="command")
    parser.set_defaults(command="build")
    _add_assignment(parser)
    for name, about in (
        ("build", "split, prove, package (the default)"),
        ("check", "say whether what is committed is what the master makes"),
        ("solutions", "execute the solved notebook and keep its outputs"),
        ("split", "only split, into an empty folder"),
    ):
        command = commands.add_parser(name, help=about)
        _add_assignment(command, default=argparse.SUPPRESS)  # before the command or after it
        if name == "split":
            command.add_argument("folder")
    test = commands.add_parser("test", help="linters, types and tests; what follows goes to pytest")
    test.add_argument("pytest", nargs=argparse.REMAINDER)
    options = parser.parse_args(arguments)
    if options.command != "test":
        try:
            options.assignment.master()
        except HomeworkError as error:
            parser.error(str(error))
    return options


def _add_assignment(parser: argparse.ArgumentParser, **more: object) -> None:
    given = {"default": HomeworkFolder(DEFAULT), **more}
    parser.add_argument(
        "--assignment",
        type=lambda text: HomeworkFolder(Path(text)),
        metavar="FOLDER",
        help="the homework's folder (assignment/); what is made lies beside it",
        **given,  # type: ignore[arg-type]
    )


if __name__ == "__main__":
    interrupt_once()
    exit_with(main(sys.argv[1:]))
