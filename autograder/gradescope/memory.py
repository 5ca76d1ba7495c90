"""How much memory student code may use in this container, so that what goes over a limit is it and not the grader."""

import re
from pathlib import Path

from autograder.engine.confinement import BoxLimits

# Of the grader, the process it is watched by, and the zygote with torch in it: measured, see docs/gradescope.md.
GRADER_MB = 330
LEAST_MB = 300  # below this, importing torch alone is too much

_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


def container_mb(limits: tuple[str, ...] = _LIMITS, meminfo: str = "/proc/meminfo") -> int:
    """The memory of the container, or of the machine where no container bounds it."""
    total_kb = re.search(r"^MemTotal: +(\d+) kB", Path(meminfo).read_text(), re.MULTILINE)
    found = [int(total_kb[1]) // 1024] if total_kb else []
    for path in map(Path, limits):
        said = path.read_text().strip() if path.is_file() else ""
        if said.isdigit():  # "max" where there is none
            found.append(int(said) >> 20)
    return min(found, default=BoxLimits().memory_mb + GRADER_MB)


def student_mb(container: int) -> int:
    """What is left for student code of a container's memory; never more than on any other machine."""
    return min(BoxLimits().memory_mb, max(LEAST_MB, container - GRADER_MB))
