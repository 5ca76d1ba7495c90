"""Misconceptions by how many students have them, each with an example that names nobody."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from autograder.classroom.class_results import CaseRow, SubmissionRow

REDACTED = "▒▒▒"
_ANYWHERE = 3  # questions: what is said of so many is a blank or a slip of form, not a misconception of one
_EXCERPT_LETTERS = 1200
_MESSAGE_LETTERS = 600
_SHORTEST_NAME = 3  # letters: "li" or "an" stand in half of all words
_COMMENT = re.compile(r"(\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')|#[^\n]*")
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,5}")


@dataclass(frozen=True)
class Misconception:
    """What a check recognised."""

    question: str
    hint: str
    students: int
    tests: tuple[str, ...]  # where it showed
    message: str  # an example
    excerpt: str  # its answer


def find_misconceptions(rows: Iterable[SubmissionRow], template: Mapping[str, str]) -> list[Misconception]:
    """The most frequent first, those that say nothing of one question last. Three tests of a student's count once."""
    found: dict[tuple[str, str], list[tuple[SubmissionRow, CaseRow]]] = defaultdict(list)
    for row in rows:
        for case in row.cases:
            if case.hint and case.verdict == "failed":
                found[case.question, case.hint].append((row, case))
    made = [_misconception(*key, shown, template.get(key[0], "")) for key, shown in found.items()]
    asked = Counter(hint for _, hint in found)
    return sorted(made, key=lambda one: (asked[one.hint] >= _ANYWHERE, -one.students, one.question, one.hint))


def student_count(row: SubmissionRow) -> int:
    """How many people a submission stands for: one where nobody is named."""
    return max(1, len(row.students))


def _misconception(
    question: str, hint: str, shown: Sequence[tuple[SubmissionRow, CaseRow]], template: str
) -> Misconception:
    people = {row.key: student_count(row) for row, _ in shown}
    row, case = min(shown, key=lambda one: (_dull(one[0].answers.get(question, ""), template), one[0].key))
    tests = tuple(sorted({case.name for _, case in shown}))
    excerpt = row.answers.get(question, "")[: 4 * _EXCERPT_LETTERS]
    return Misconception(
        question,
        hint,
        sum(people.values()),
        tests,
        anonymous(case.message[: 4 * _MESSAGE_LETTERS], row.students)[:_MESSAGE_LETTERS],
        anonymous(without_comments(excerpt), row.students)[:_EXCERPT_LETTERS],
    )


def _dull(answer: str, template: str) -> tuple[bool, int]:
    """Short answers are the better examples, those that nobody wrote the worst."""
    return answer.strip() in ("", template.strip()), len(answer)


def without_comments(source: str) -> str:
    """Python without comments, where people sign their work; lines that then are empty go."""
    bare = _COMMENT.sub(lambda found: found[1] or "", source)
    return "\n".join(line.rstrip() for line in bare.splitlines() if line.strip())


def anonymous(text: str, students: Iterable[str]) -> str:
    """`text` without the parts of the students' names, and without mail addresses."""
    names = list(students)
    parts = {part for name in names for part in (name, *re.split(r"[\W_]+", name)) if len(part) >= _SHORTEST_NAME}
    parts |= _run_together(text, names)
    text = _ADDRESS.sub(REDACTED, text)
    for part in sorted(parts, key=len, reverse=True):
        text = re.sub(rf"(?<![^\W_]){re.escape(part)}(?![^\W_])", REDACTED, text, flags=re.IGNORECASE)
    return text


def _run_together(text: str, names: Iterable[str]) -> set[str]:
    """The words of `text` of which two make a name in one word, as Canvas writes it: surname and first name."""
    words = {word.casefold() for word in re.findall(r"[^\W_]+", text)}
    whole = {name.casefold() for name in names}
    return {
        part
        for name in whole
        for word in words
        if name.startswith(word) and name.removeprefix(word) in words
        for part in (word, name.removeprefix(word))
    }
