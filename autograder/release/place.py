"""Generated folders put in place together: all of them, or none."""

import shutil
from pathlib import Path


def place(made: Path, root: Path, names: tuple[str, ...]) -> None:
    """Moves the folders `names` from `made` to `root`, in place of those that stand there.

    `made` lies on the file system of `root`. If a move fails, what stood there stands there again, and the
    OSError is raised.
    """
    aside = made / "aside"
    aside.mkdir()
    moved: list[tuple[Path, Path]] = []
    try:
        for name in names:
            for source, target in ((root / name, aside / name), (made / name, root / name)):
                if source.exists():
                    source.rename(target)
                    moved.append((source, target))
    except OSError:
        for source, target in reversed(moved):
            target.rename(source)
        raise
    shutil.rmtree(aside)
