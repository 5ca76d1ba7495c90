"""What is known of a class: who handed in what, and what it was given. Each result is written whole, as it arrives."""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, astuple, dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from autograder.classroom.class_results import CaseRow
from autograder.classroom.database import FILE, connected, in_words, locked, transaction
from autograder.classroom.intake import LocatedSubmission
from autograder.classroom.messages import Outcome, Ready, Work
from autograder.engine.dependencies import Dependencies

ALL = "*"  # in `todo`: every question


@dataclass(frozen=True)
class Counts:
    """Of the submissions that are there now."""

    there: int
    to_do: int
    by_state: dict[str, int]  # of those that count: "graded", "unreadable", "could not judge", "set aside", "waiting"


class Gradebook:
    """A gradebook that one run has for itself. Every method raises GradebookError where the file is in the way."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection, self._path = connection, path
        self.run = 0

    @contextmanager
    def atomic(self) -> Iterator[sqlite3.Connection]:
        """All that is written inside is written, or nothing."""
        with in_words(self._path), transaction(self.connection):
            yield self.connection

    # --- runs -----------------------------------------------------------------------------------------------------

    def begin(self, autograder: str, depends_on: Dependencies, regrade: str) -> None:
        """Begins a run. A regrade that was interrupted is gone on with, not begun again."""
        with self.atomic() as db:
            last = db.execute("SELECT autograder, regrade, ended FROM run ORDER BY id DESC LIMIT 1").fetchone()
            goes_on = last is not None and not last["ended"] and tuple(last)[:2] == (autograder, regrade)
            self.run = _added(
                db,
                "run",
                autograder=autograder,
                parts=msgspec.json.encode(depends_on).decode(),
                regrade=regrade,
                ready="",
                begun=_now(),
                ended="",
            )
            if regrade == "all" and not goes_on:
                db.execute("UPDATE submission SET todo = ? WHERE grade IS NOT NULL", (ALL,))
            self._requeue_changed(db, depends_on, wanted=regrade == "changed", retry_failures=not goes_on)

    def ready(self, said: Ready) -> None:
        """Keeps what the first worker of the run says of the assignment."""
        with self.atomic() as db:
            text = msgspec.json.encode(said).decode()
            db.execute("UPDATE run SET ready = ? WHERE id = ? AND ready = ''", (text, self.run))

    def end(self) -> None:
        """Says that the run has come to its end: nothing is left to do."""
        with self.atomic() as db:
            db.execute("UPDATE run SET ended = ? WHERE id = ?", (_now(), self.run))

    def assignment(self) -> Ready | None:
        """What a worker said last of the assignment; None where none ever did."""
        with in_words(self._path):
            row = self.connection.execute("SELECT ready FROM run WHERE ready <> '' ORDER BY id DESC LIMIT 1").fetchone()
        return msgspec.json.decode(row["ready"], type=Ready) if row else None

    def other_autograders(self) -> int:
        """How many grades that count are of an autograder that could decide otherwise than this run's."""
        query = """SELECT count(*) FROM submission
            JOIN grade ON grade.id = submission.grade JOIN run ON run.id = grade.run
            WHERE counts AND seen = ? AND todo IS NULL AND state = 'graded'
            AND run.parts <> (SELECT parts FROM run WHERE id = ?)"""
        return int(self._one(query, self.run, self.run))

    def _requeue_changed(
        self, db: sqlite3.Connection, depends_on: Dependencies, *, wanted: bool, retry_failures: bool
    ) -> None:
        """Queues what the autograder, as it is now, could decide otherwise than it did.

        wanted: of all grades; else only of those of which a question is queued already.
        retry_failures: also queue submissions that ended without a grade.
        """
        for run in db.execute("SELECT id, parts FROM run WHERE id IN (SELECT run FROM grade)").fetchall():
            changed = depends_on.changed(msgspec.json.decode(run["parts"], type=Dependencies))
            holds = f"""coalesce(todo, '') <> '{ALL}' AND (todo IS NOT NULL OR {int(wanted)})
                AND EXISTS (SELECT id FROM grade WHERE id = submission.grade AND run = :run AND """
            whole = "1" if changed is None else f"state IN ('could not judge', 'set aside') AND {int(retry_failures)}"
            db.execute(f"UPDATE submission SET todo = '{ALL}' WHERE {holds} {whole})", {"run": run["id"]})
            if changed is not None:  # what could not be read is no other for another test
                only = json.dumps(sorted(changed)) if changed else None
                values = {"run": run["id"], "only": only}
                db.execute(f"UPDATE submission SET todo = :only WHERE {holds} state = 'graded')", values)

    # --- what was handed in ---------------------------------------------------------------------------------------

    def take_in(self, taken: Iterable[LocatedSubmission], source: str, policy: str) -> None:
        """Writes down what is in the download now: all of it, or nothing where that cannot be read to its end.

        What is new, or has another content than when it was graded, is to be graded. policy: the attempt that counts,
        "newest" or "best" (then all are graded).
        """
        with self.atomic() as db:
            for one in taken:
                self._take_in(db, one, source)
            db.execute(
                """UPDATE submission SET attempt = ranked.attempt FROM (
                    SELECT id, row_number() OVER (PARTITION BY identity ORDER BY ordering, id) AS attempt
                    FROM submission WHERE seen = ?) AS ranked
                WHERE ranked.id = submission.id""",
                (self.run,),
            )
            self._set_aside(db, policy)

    def _take_in(self, db: sqlite3.Connection, one: LocatedSubmission, source: str) -> None:
        attempt = one.attempt
        values = {
            "source": source,
            "file": os.fsencode(one.file),
            "identity": attempt.identity,
            "ordering": attempt.ordering,
            "attempt": 1,
            "late": attempt.late,
            "unreadable": one.reason,
            "seen": self.run,
        }
        before = db.execute("SELECT id, content FROM submission WHERE key = ?", (attempt.key,)).fetchone()
        if before is None:
            number = _added(db, "submission", key=attempt.key, content=one.content, todo=ALL, **values)
        else:
            number = before["id"]
            db.execute(f"UPDATE submission SET {_assigned(values)} WHERE id = :id", {**values, "id": number})
            if before["content"] != one.content:
                change = "UPDATE submission SET content = ?, todo = ? WHERE id = ?"
                db.execute(change, (one.content, ALL, number))
        db.execute("DELETE FROM student WHERE submission = ?", (number,))
        for position, student in enumerate(attempt.students):
            about = {**asdict(student), "identity": student.identity}
            _added(db, "student", submission=number, position=position, **about)

    def _set_aside(self, db: sqlite3.Connection, policy: str) -> None:
        """Duplicates always; of the other attempts all but the newest, unless the best is to count."""
        db.execute("UPDATE submission SET aside = '', counts = 1 WHERE seen = ?", (self.run,))
        db.execute(
            """UPDATE submission SET counts = 0, aside = 'The same file as ' || first.key || ', which is graded.' FROM (
                SELECT id, first_value(key) OVER same AS key, row_number() OVER same AS place FROM submission
                WHERE seen = :run WINDOW same AS (PARTITION BY identity, content ORDER BY ordering DESC, id DESC)
            ) AS first WHERE first.id = submission.id AND first.place > 1""",
            {"run": self.run},
        )
        if policy == "newest":
            db.execute(
                """UPDATE submission SET counts = 0, aside = CASE newest.latest = ordering
                    WHEN 0 THEN 'An older attempt; ' || newest.key || ' counts.'
                    ELSE 'Nothing says whether it is newer than ' || newest.key || ', which counts.' END
                FROM (
                    SELECT id, first_value(key) OVER own AS key, row_number() OVER own AS place,
                        first_value(ordering) OVER own AS latest FROM submission
                    WHERE seen = :run AND counts WINDOW own AS (PARTITION BY identity ORDER BY ordering DESC, id DESC)
                ) AS newest WHERE newest.id = submission.id AND newest.place > 1""",
                {"run": self.run},
            )

    def choose_best(self) -> None:
        """Of the attempts of each student that have no reason against them, the one with most points counts."""
        with self.atomic() as db:
            db.execute(
                """UPDATE submission SET counts = ranked.place = 1 FROM (
                    SELECT submission.id, row_number() OVER (
                        PARTITION BY identity
                        ORDER BY state = 'graded' DESC, score DESC, ordering DESC, submission.id DESC
                    ) AS place FROM submission LEFT JOIN grade ON grade.id = submission.grade
                    WHERE seen = ? AND aside = '') AS ranked
                WHERE ranked.id = submission.id""",
                (self.run,),
            )

    def undecided(self) -> list[tuple[str, str]]:
        """(key, what is to be said) of each that was set aside for another that need not be newer."""
        query = "SELECT key, aside FROM submission WHERE seen = ? AND aside LIKE 'Nothing says%' ORDER BY id"
        with in_words(self._path):
            return [(row["key"], row["aside"]) for row in self.connection.execute(query, (self.run,))]

    # --- what is to be graded -------------------------------------------------------------------------------------

    def to_do(self) -> Iterator[Work]:
        """What is to be graded and can be, in the order in which it was taken in; each is looked up when asked for."""
        last = 0
        query = """SELECT id, key, file, todo, content = (SELECT content FROM grade WHERE id = submission.grade) AS same
            FROM submission WHERE todo IS NOT NULL AND id > ? AND seen = ? AND aside = '' AND unreadable = ''
            ORDER BY id LIMIT 1"""
        while True:
            with in_words(self._path):
                row = self.connection.execute(query, (last, self.run)).fetchone()
            if row is None:
                return
            last = row["id"]
            only = None if row["todo"] == ALL or not row["same"] else tuple(json.loads(row["todo"]))
            yield Work(row["id"], row["key"], os.fsdecode(row["file"]), only)

    def write_unreadable(self) -> list[tuple[str, str]]:
        """Gives what intake could not read its state; returns (key, why) of each that had another before."""
        query = """SELECT id, key, unreadable FROM submission
            WHERE seen = ? AND todo IS NOT NULL AND unreadable <> '' AND aside = '' ORDER BY id"""
        with in_words(self._path):
            rows = self.connection.execute(query, (self.run,)).fetchall()
        for row in rows:
            work = Work(row["id"], row["key"], "")
            self.write(work, Outcome(state="unreadable", reason=row["unreadable"]))
        return [(row["key"], row["unreadable"]) for row in rows]

    # --- results --------------------------------------------------------------------------------------------------

    def trouble(self, work: Work, what: str) -> None:
        """Notes that a worker ended with the submission in its hands."""
        with self.atomic() as db:
            _added(db, "trouble", run=self.run, submission=work.id, what=what)

    def write(self, work: Work, outcome: Outcome) -> None:
        """Writes a result: it is the grade of its submission from now on, and nothing is left to do for that."""
        with self.atomic() as db:
            query = """SELECT submission.content, grade, seconds, memory_mb FROM submission
                LEFT JOIN grade ON grade.id = submission.grade WHERE submission.id = ?"""
            before = db.execute(query, (work.id,)).fetchone()
            whole = work.only is None
            cases = outcome.cases if whole else _merged(outcome, self.cases(before["grade"]))
            graded = outcome.state == "graded"
            number = _added(
                db,
                "grade",
                submission=work.id,
                run=self.run,
                content=before["content"],
                state=outcome.state,
                reason=outcome.reason,
                score=sum(case.score for case in cases) if graded else 0.0,
                points=sum(case.points for case in cases),
                seconds=outcome.seconds if whole else max(outcome.seconds, before["seconds"]),  # a part takes less
                memory_mb=outcome.memory_mb if whole else max(outcome.memory_mb, before["memory_mb"]),
                seed=outcome.seed,
                layers=json.dumps(outcome.layers),
                versions=json.dumps(outcome.versions),
                notes=json.dumps(outcome.notes),
                answers=json.dumps(outcome.answers),
                confined=outcome.confined,
            )
            rows = ((number, position, *astuple(case)) for position, case in enumerate(cases))
            db.executemany(f"INSERT INTO test VALUES ({', '.join('?' * 11)})", rows)
            db.execute("UPDATE submission SET grade = ?, todo = NULL WHERE id = ?", (number, work.id))

    def cases(self, grade: int | None) -> tuple[CaseRow, ...]:
        """The test cases of a grade, in their order."""
        query = """SELECT question, name, points, hidden, verdict, message, hint, stopped, seconds
            FROM test WHERE grade = ? ORDER BY position"""
        with in_words(self._path):
            found = self.connection.execute(query, (grade,)).fetchall()
        return tuple(CaseRow(**{**dict(row), "hidden": bool(row["hidden"])}) for row in found)

    def counts(self) -> Counts:
        """How far it is."""
        query = """SELECT CASE WHEN todo IS NOT NULL OR submission.grade IS NULL THEN 'waiting' ELSE state END AS state,
                counts, count(*) AS there, sum(todo IS NOT NULL AND aside = '') AS to_do
            FROM submission LEFT JOIN grade ON grade.id = submission.grade WHERE seen = ? GROUP BY 1, 2"""
        with in_words(self._path):
            found = self.connection.execute(query, (self.run,)).fetchall()
        return Counts(
            there=sum(row["there"] for row in found),
            to_do=sum(row["to_do"] for row in found),
            by_state={row["state"]: row["there"] for row in found if row["counts"]},
        )

    def _one(self, query: str, *values: object) -> float:
        with in_words(self._path):
            (found,) = self.connection.execute(query, values).fetchone()
        return float(found)


@contextmanager
def gradebook(folder: Path) -> Iterator[Gradebook]:
    """The gradebook in `folder`, for this process alone as long as the context lasts. Raises GradebookError."""
    with locked(folder), connected(folder) as connection:
        yield Gradebook(connection, folder / FILE)


def _merged(outcome: Outcome, before: tuple[CaseRow, ...]) -> tuple[CaseRow, ...]:
    """The test cases of before with those that were judged anew in the places of theirs."""
    anew: dict[str, list[CaseRow]] = {}
    for case in outcome.cases:
        anew.setdefault(case.question, []).append(case)
    merged: list[CaseRow] = []
    for case in before:
        merged += [case] if case.question not in anew else []
        if case.question in anew and not any(one.question == case.question for one in merged):
            merged += anew[case.question]
    return tuple(merged)


def _added(db: sqlite3.Connection, table: str, **values: object) -> int:
    """Inserts a row; returns its number."""
    columns, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
    return db.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values).lastrowid or 0


def _assigned(values: dict[str, object]) -> str:
    return ", ".join(f"{name} = :{name}" for name in values)


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")
