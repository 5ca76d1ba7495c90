"""results.json where grading itself went wrong: words for the student and for staff, and no score.

Nothing here is a zero. There is no `score`, at the top or in an entry; and one entry is never shown to students, which
has Gradescope hide the total, so that not even an empty sum is read as one.
"""

from typing import Any

from autograder.gradescope.markdown import escaped, shortened

MAX_REASON = 4_000  # characters

_FOR_STUDENTS = (
    "**Your submission has not been graded yet. That is not your fault, and it costs you no points.**\n\n"
    "Something went wrong on the side of the autograder. What it was is recorded with this submission, where the "
    "course's staff can read it; they can grade this very submission again without your help.\n\n"
    "**What to do:** your submission is safe, and its time counts. You need not hand in again. If this page still says "
    "so a day later, send the staff a link to it."
)
_FOR_STAFF = (
    "Not graded, for a reason that is not the student's. The output of run_autograder on this page says more. When it "
    'is mended, use "Rerun Autograder" on this submission.'
)


def fault_results(reason: str, seconds: float) -> dict[str, Any]:
    """What Gradescope gets in place of a grade; `reason` is shown to staff alone."""
    return {
        "output": _FOR_STUDENTS,
        "output_format": "md",
        "stdout_visibility": "hidden",
        "execution_time": round(seconds, 3),
        "tests": [
            {
                "number": "1",
                "name": "Not graded: a fault of the autograder, not yours",
                "status": "failed",
                "output": "No test was judged, so there are no points to show. The top of this page says what to do.",
                "output_format": "md",
                "visibility": "visible",
            },
            {
                "number": "2",
                "name": "For staff: why this was not graded",
                "status": "failed",
                "output": f"{_FOR_STAFF}\n\n{escaped(shortened(reason, MAX_REASON))}",
                "output_format": "md",
                "visibility": "hidden",
            },
        ],
        "extra_data": {"fault": shortened(reason, MAX_REASON)},
    }
