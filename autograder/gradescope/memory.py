"""How much memory student code may use in this container, so that what goes over a limit is it and not the grader."""

import re
from collections.abc import Iterator
from pathlib import Path

from autograder.engine.confinement import BoxLimits

# Of the grader, the process that watches it, and the zygote with torch in it; docs/gradescope.md says how measured.
GRADER_MB = 330
LEAST_MB = 300  # below this, importing torch alone is too much

_GROUPS = Path("/sys/fs/cgroup")


def container_mb(groups: Path = _GROUPS, proc: Path = Path("/proc")) -> int:
    """The memory of the container, or of the machine where no container bounds it."""
    total_kb = re.search(r"^MemTotal: +(\d+) kB", (proc / "meminfo").read_text(), re.MULTILINE)
    found = [int(total_kb[1]) >> 10] if total_kb else []
    for path in _limits(groups, (proc / "self" / "cgroup").read_text()):
        said = path.read_text().strip() if path.is_file() else ""
        if said.isdigit():  # "max" where there is none
            found.append(int(said) >> 20)
    return min(found)


def _limits(groups: Path, own: str) -> Iterator[Path]:
    """The files with the limits of this process's memory cgroup and of those above it, of either version."""
    for line in own.splitlines():
        number, controllers, path = line.split(":", 2)
        inside = path.strip("/").split("/")
        for depth in range(len(inside) + 1):
            within = "/".join(inside[:depth])
            if number == "0":
                yield groups / within / "memory.max"
            elif "memory" in controllers.split(","):
                yield groups / "memory" / within / "memory.limit_in_bytes"


def student_mb(container: int) -> int:
    """What is left for student code of a container's memory; never more than on any other machine."""
    return min(BoxLimits().memory_mb, max(LEAST_MB, container - GRADER_MB))
