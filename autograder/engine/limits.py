"""How long and how much: the limits of one submission, each with the reason for its number."""

from dataclasses import dataclass, field

from autograder.engine.confinement import BoxLimits


@dataclass(frozen=True)
class Limits:
    """What happens at each limit: the code is ended, the student is told which limit it was, grading goes on."""

    start_wall_s: float = 120  # of the zygote: imports take 2 s warm, ten times that from a cold disk
    answer_wall_s: float = 20  # of a stage that has to fork: 5 ms here
    cell_wall_s: float = 60  # graded cells define functions; a student who trains in one still gets a minute
    case_wall_s: float = 10  # of the student's functions in one test case: the slowest takes 0.1 s
    submission_wall_s: float = 360  # of it all: a hosted grader gives 600 s and throws everything away after that
    lost_cells: int = 5  # cells that end their process, each of which costs running those before it again
    box: BoxLimits = field(default_factory=BoxLimits)
