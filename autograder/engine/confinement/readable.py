"""What a Python process needs to read to go on importing: for `Box.readable`, beside what the assignment adds."""

import os
import sys
import sysconfig
from pathlib import Path

from autograder.engine.confinement.box import ConfinementError

# Shared libraries and their cache, time zones, fonts for matplotlib, and what torch asks about the processor (without
# it torch complains on standard error). None of it holds anything of a grader's.
_SYSTEM = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/mime.types",
    "/usr/share/zoneinfo",
    "/usr/share/fonts",
    "/etc/fonts",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/sys/devices/system/cpu",
)
_PACKAGES = ("site-packages", "dist-packages")


def interpreter(without: str) -> tuple[Path, ...]:
    """All that Python and its packages need, but for packages whose names begin with `without`.

    Raises ConfinementError where the grader's own user cannot read its interpreter.
    """
    return (*system(), *standard_library(without), *installed_packages(without))


def system() -> tuple[Path, ...]:
    """The machine's own, as far as it has them."""
    return tuple(path for path in map(Path, _SYSTEM) if path.exists())


def standard_library(without: str) -> tuple[Path, ...]:
    """The interpreter's library and its shared library; see installed_packages for the packages that lie in it.

    Raises ConfinementError where the grader's own user cannot read them.
    """
    library = Path(sysconfig.get_path("stdlib"))
    if not os.access(library, os.R_OK | os.X_OK, effective_ids=True):
        raise ConfinementError(
            f"the grader runs as uid {os.geteuid()}, which cannot read {library}, the library of its own Python: "
            "use a Python that this user can read (one that lies in another user's home directory is not)"
        )
    shared = sorted(Path(sys.base_prefix, "lib").glob("libpython*"))
    if not any(_holds(library / name, without) for name in _PACKAGES):
        return (library, *shared)
    return (*(entry for entry in sorted(library.iterdir()) if entry.name not in _PACKAGES), *shared)


def installed_packages(without: str) -> tuple[Path, ...]:
    """site-packages: the whole folder, or where a name in it begins with `without`, all the others one by one."""
    folders = dict.fromkeys(Path(sysconfig.get_path(name)) for name in ("purelib", "platlib"))
    return tuple(path for folder in folders for path in _all_but(folder, without))


def _all_but(folder: Path, without: str) -> tuple[Path, ...]:
    if not _holds(folder, without):
        return (folder,)
    return tuple(entry for entry in sorted(folder.iterdir()) if not entry.name.startswith(without))


def _holds(folder: Path, name: str) -> bool:
    return next(folder.glob(f"{name}*"), None) is not None
