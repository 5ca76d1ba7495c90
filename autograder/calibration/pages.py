"""What a run has found, for people: a table for the terminal, `docs/calibration.md`, and a page of every answer."""

import html
from collections.abc import Mapping, Sequence

from autograder.calibration.record import Run
from autograder.calibration.trials import CaseTally, Trial
from autograder.calibration.verdicts import CONFIDENCE, Worth, is_caught

_HEADS = ("check", "points", "chaffs", "alone", "mutants", "false alarms", "at most", "named", "seconds")


def table(worths: Sequence[Worth]) -> str:
    """One line a check, for the terminal."""
    rows = [_HEADS, *(_row(one) for one in worths)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(_HEADS))]
    return "\n".join(
        "  ".join(
            text.ljust(width) if i == 0 else text.rjust(width)
            for i, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )


def _row(one: Worth) -> tuple[str, ...]:
    return (
        one.case,
        f"{one.points:g}" if one.hidden else "public",
        f"{one.caught}/{one.chaffs}",
        str(one.alone),
        str(one.mutants),
        f"{one.false_alarms}/{one.wheat_runs}",
        f"{one.bound:.2%}",
        f"{one.named}/{one.caught}",
        f"{one.seconds:.3f}",
    )


_INTRODUCTION = f"""# How well the hidden tests tell right from wrong

Written by `python -m autograder calibrate --record`; not by hand. Every hidden test is a classifier of programs, and
was tested as one: with **wheats**, right answers that are written differently; with **chaffs**, wrong answers that
people write, one fault each; and with **mutants**, the reference solution with one thing changed by machine. All of
them live in `assignment/corpus/`, and the engine that grades students ran them.

- *chaffs*: caught, for every seed, of those that the check has to catch; *alone*: those that no other hidden test
  of the question catches.
- *mutants*: caught by this check. Every mutant was caught by some hidden test, or is listed below as equivalent.
- *false alarms*: wheats failed, of all runs of wheats; *at most*: the rate of false alarms is below that with a
  confidence of {CONFIDENCE:.0%} (Clopper and Pearson 1934). That is what so many runs can show; what the statistical
  checks promise, 1e-9 a run and less, is derived in their comments.
- *named*: chaffs whose message held the words that name the misconception, of those caught.
- *seconds*: one judgement of a wheat, on average.
"""


def markdown(record: Mapping[str, Run]) -> str:
    """`docs/calibration.md`."""
    return _INTRODUCTION + "".join(_section(question, run) for question, run in record.items())


def _section(question: str, run: Run) -> str:
    lines = [
        f"\n## {question}\n",
        f"{run.wheats} wheats for {run.seeds} seeds each, {run.chaffs} chaffs, {run.mutants} mutants, of which "
        f"{len(run.equivalent)} equivalent.\n",
        f"| {' | '.join(_HEADS)} |",
        f"|{'---|' * len(_HEADS)}",
        *(f"| {' | '.join(_row(one))} |" for one in run.checks if one.case.startswith(f"{question}/")),
    ]
    if run.equivalent:
        lines += ["\nEquivalent mutants:\n"]
        lines += [f"- `{title.partition(' mutant ')[2]}`: {why}" for title, why in run.equivalent.items()]
    return "\n".join(lines) + "\n"


_STYLE = """
body { font: 15px/1.4 system-ui, sans-serif; margin: 2em auto; max-width: 75em; padding: 0 1em; }
table { border-collapse: collapse; margin: 1em 0 2em; } td, th { padding: .2em .6em; border: 1px solid #ccc; }
th { text-align: left; font-weight: 600; } .caught { background: #fbe3d6; } .passed { background: #e2f0d9; }
.some, .unjudged { background: #d00; color: #fff; } li { color: #a00; }
"""


def page(trials: Sequence[Trial], worths: Sequence[Worth], wrong: Sequence[str]) -> str:
    """A page of its own: the table, then each answer under each check, its message on hovering."""
    questions = dict.fromkeys(trial.entry.question for trial in trials)
    parts = [
        f"<!doctype html><html lang=en><meta charset=utf-8><title>Calibration</title><style>{_STYLE}</style>",
        "<h1>Calibration of the hidden tests</h1>",
        _grid(_HEADS, [[f"<td>{html.escape(text)}</td>" for text in _row(one)] for one in worths]),
        "<h2>Not as it should be</h2>" if wrong else "<p>Everything is as it should be.</p>",
        *(f"<li>{html.escape(sentence)}</li>" for sentence in wrong),
        *(_matrix(question, [trial for trial in trials if trial.entry.question == question]) for question in questions),
    ]
    return "\n".join(parts)


def _matrix(question: str, trials: Sequence[Trial]) -> str:
    trials = sorted(trials, key=lambda trial: (["wheat", "chaff", "mutant"].index(trial.entry.kind), trial.entry.name))
    heads = ["answer", "what", *(tally.case.removeprefix(f"{question}/") for tally in trials[0].tallies)]
    rows = [
        [
            f"<td>{trial.entry.kind} {html.escape(trial.entry.name)}</td><td>{html.escape(trial.entry.what)}</td>",
            *map(_coloured, trial.tallies),
        ]
        for trial in trials
    ]
    return f"<h2>{html.escape(question)}</h2>" + _grid(heads, rows)


def _coloured(tally: CaseTally) -> str:
    kind, text = "some", f"failed {tally.failed} of {tally.runs}"
    if tally.not_judged:
        kind, text = "unjudged", "not judged"
    elif is_caught(tally):
        kind, text = "caught", "failed"
    elif not tally.failed:
        kind, text = "passed", "passed"
    said = html.escape("\n".join(tally.messages[:1]), quote=True)
    return f'<td class={kind} title="{said}">{text}</td>'


def _grid(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{html.escape(text)}</th>" for text in heads)
    return f"<table><tr>{head}</tr>" + "".join(f"<tr>{''.join(row)}</tr>" for row in rows) + "</table>"
