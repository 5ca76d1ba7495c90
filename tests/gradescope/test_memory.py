"""How much of a container's memory student code gets, read from cgroups of either version."""

import pytest

from autograder.gradescope.grade_submission import container_mb, student_mb

MB = 1 << 20


def machine(folder, own, **limits):
    """A made-up machine of 8000 MB whose process is in the group `own`."""
    proc, groups = folder / "proc", folder / "groups"
    (proc / "self").mkdir(parents=True)
    (proc / "meminfo").write_text("MemTotal:        8192000 kB\nMemFree: 1 kB\n")
    (proc / "self" / "cgroup").write_text(own)
    for path, limit in limits.items():
        (groups / path).parent.mkdir(parents=True, exist_ok=True)
        (groups / path).write_text(f"{limit}\n")
    return groups, proc


@pytest.mark.parametrize(
    ("own", "limits", "found"),
    [
        ("0::/\n", {"memory.max": 768 * MB}, 768),
        ("0::/\n", {"memory.max": "max"}, 8000),
        ("0::/\n", {}, 8000),
        ("0::/a/b\n", {"a/b/memory.max": "max", "a/memory.max": 500 * MB}, 500),
        ("4:memory:/\n0::/\n", {"memory/memory.limit_in_bytes": 768 * MB}, 768),
        ("4:memory:/docker/x\n", {"memory/memory.limit_in_bytes": 768 * MB}, 768),  # seen from inside a container
        ("4:memory:/c\n", {"memory/c/memory.limit_in_bytes": 700 * MB, "memory/memory.limit_in_bytes": 1 << 62}, 700),
    ],
)
def test_the_smallest_limit_counts(tmp_path, own, limits, found):
    assert container_mb(*machine(tmp_path, own, **limits)) == found


@pytest.mark.parametrize(("container", "student"), [(768, 438), (1536, 1206), (64_000, 1500), (256, 300)])
def test_the_grader_keeps_its_part_and_student_code_gets_no_more_than_anywhere(container, student):
    assert student_mb(container) == student
