"""What grading needs to import, with everything that that needs: a small part of the instructor's environment."""

from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

# What the engine, the checks and the students' package import by name. Not among them: otter (workers get a stand-in
# for it), pooch (downloads, and nothing is downloaded while grading), jupyter (cells are run by IPython's shell).
IMPORTED = ("ipython", "matplotlib", "msgspec", "numpy", "torch", "tqdm")

# An image may have any of these, whatever the Python is that makes the zip.
_PYTHONS = ("3.11", "3.12", "3.13")


class RequirementsError(Exception):
    """A lock file that does not hold what grading needs; one sentence."""


def requirements(lock: Path) -> str:
    """The lines of `lock` that grading needs, sorted, as the text of a requirements file.

    What a package asks for is read from its metadata, so all of them have to be installed. What the lock does not
    hold is left out: it was made for the CPU, and torch for a GPU asks for a dozen packages besides.
    """
    pinned = dict(_pinned(lock))
    missing = [name for name in IMPORTED if name not in pinned]
    if missing:
        raise RequirementsError(f"{lock.name} does not hold {missing[0]}, which grading imports: add it.")
    needed: set[str] = set()
    left = list(IMPORTED)
    while left:
        name = left.pop()
        if name in pinned and name not in needed:
            needed.add(name)
            left += _asked_for_by(name)
    lines = "".join(f"{pinned[name]}\n" for name in sorted(needed))
    return f"# What grading needs, out of {lock.name}; made by build.py.\n{lines}"


def _pinned(lock: Path) -> Iterator[tuple[str, str]]:
    for line in lock.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield canonicalize_name(Requirement(line).name), line.strip()


def _asked_for_by(name: str) -> Iterator[str]:
    for text in distribution(name).requires or ():
        wanted = Requirement(text)
        if wanted.marker is None or any(wanted.marker.evaluate(_machine(python)) for python in _PYTHONS):
            yield canonicalize_name(wanted.name)


def _machine(python: str) -> dict[str, str]:
    return {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": "linux",
        "platform_system": "Linux",
        "extra": "",
    }
