"""What Gradescope tells of a submission: /autograder/submission_metadata.json.

It changes no grade: it goes into a line for the student, into extra_data, and into warnings for staff. So whatever
of it is missing, or is of a kind that is not documented, is left out, and grading goes on. It also holds the results
of the submission before, hidden ones too, which are read past: none of them goes on from here.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

MAX_BYTES = 50_000_000  # results of the submission before are in it, of half a megabyte at most
_DAY_S, _HOUR_S, _MINUTE_S = 86_400, 3_600, 60


@dataclass(frozen=True)
class Metadata:
    """What is known of one submission; None or 0 where nothing is."""

    problem: str = ""  # why nothing is known, for staff
    identifier: str = ""
    members: int = 0  # of the group, 1 for a submission of one person
    earlier: int = 0  # submissions before this one, without those that Gradescope itself failed to grade
    late: timedelta | None = None  # after the due date; None where it was not, or nobody knows
    total_points: float | None = None  # of the assignment on Gradescope, with what people grade

    def in_words(self) -> str:
        """What the student reads, to be put behind the name of the file; "" where nothing is known."""
        said = f", submission {self.earlier + 1}" if self.members or self.earlier else ""
        said += f" of a group of {self.members}" if self.members > 1 else ""
        return said + (f", {_length(self.late)} after the due date" if self.late else "")

    def recorded(self) -> dict[str, Any]:
        """What goes into extra_data: no names, no earlier results."""
        late_s = self.late.total_seconds() if self.late else None
        return {"id": self.identifier, "members": self.members, "earlier": self.earlier, "late_s": late_s}

    def warnings(self, points: float) -> list[str]:
        """Sentences for staff, where what Gradescope was told does not fit an autograder of `points` points."""
        found = [self.problem] if self.problem else []
        if self.total_points is not None and self.total_points < points:
            found.append(
                f"The assignment is worth {self.total_points:g} points on Gradescope, its tests here {points:g}: set "
                f"the autograder points to {points:g} in the assignment's settings."
            )
        return found


def read_metadata(path: Path) -> Metadata:
    """What the file at `path` says; a file that is missing or broken is a Metadata with a `problem`."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return Metadata(f"{path.name} has more than {MAX_BYTES // 1_000_000} MB and was not read.")
        content = json.loads(path.read_bytes())
    except FileNotFoundError:
        return Metadata(f"There is no {path.name}: whose submission this is, and whether it is late, is not known.")
    except (OSError, ValueError, RecursionError) as error:
        return Metadata(f"{path.name} cannot be read ({type(error).__name__}: {error}).")
    if not isinstance(content, dict):
        return Metadata(f"{path.name} holds {type(content).__name__} where an object was expected.")
    return _metadata(content)


def _metadata(content: Mapping[str, Any]) -> Metadata:
    assignment = content.get("assignment")
    assignment = assignment if isinstance(assignment, dict) else {}
    identifier = content.get("id")
    return Metadata(
        identifier=str(identifier) if isinstance(identifier, int | str) else "",
        members=len(_objects(content.get("users"))),
        earlier=sum(one.get("autograder_error") is not True for one in _objects(content.get("previous_submissions"))),
        late=_late(content, assignment),
        total_points=_points(assignment.get("total_points")),
    )


def _late(content: Mapping[str, Any], assignment: Mapping[str, Any]) -> timedelta | None:
    created, due = _time(content.get("created_at")), _due(_objects(content.get("users")), assignment)
    return created - due if created and due and created > due else None


def _due(users: list[dict[str, Any]], assignment: Mapping[str, Any]) -> datetime | None:
    """The last of the due dates of its members, which an extension moves; where none has one, everyone's."""
    own = [_time(one["assignment"].get("due_date")) for one in users if isinstance(one.get("assignment"), dict)]
    return max((date for date in own if date), default=_time(assignment.get("due_date")))


def _objects(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _time(value: object) -> datetime | None:
    """A time with its zone, as 2018-07-01T14:22:32.365935-07:00; None for anything else."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None


def _points(value: object) -> float | None:
    """Points, which Gradescope writes as text: "20.0"."""
    try:
        found = float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else math.nan
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) and found > 0 else None


def _length(late: timedelta) -> str:
    """For example: 2 days 3 hours; less than a minute."""
    left, parts = int(late.total_seconds()), []
    for unit_s, unit in ((_DAY_S, "day"), (_HOUR_S, "hour"), (_MINUTE_S, "minute")):
        number, left = divmod(left, unit_s)
        if number:
            parts.append(f"{number} {unit}{'s' if number > 1 else ''}")
    return " ".join(parts[:2]) or "less than a minute"
