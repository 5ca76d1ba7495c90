"""Generated folders put in place together: all of them, or none."""

from pathlib import Path

ASIDE = "aside"  # holds what stood there, until all of the new stands there
REPLACED = "replaced"  # ... and is called this from then on: it may go


class PutBackError(Exception):
    """Folders that were moved away and could not be put back; the message says where they are."""


def place(made: Path, root: Path, names: tuple[str, ...]) -> None:
    """Moves the folders `names` from `made` to `root`, in place of those that stand there.

    `made` lies on the file system of `root`. If anything stops it, Ctrl-C too, what stood there stands there again
    and the reason is raised; PutBackError if that failed, with what stood there in `made`/aside.
    """
    aside = made / ASIDE
    aside.mkdir()
    moved: list[tuple[Path, Path]] = []
    try:
        for name in names:
            for source, target in ((root / name, aside / name), (made / name, root / name)):
                if source.exists():
                    moved.append((source, target))  # before the move: Ctrl-C may come between the two
                    source.rename(target)
    except BaseException:  # whatever stops it: committed folders are in `aside`, which is deleted with `made`
        _put_back(moved, aside)
        raise
    aside.rename(made / REPLACED)


def _put_back(moved: list[tuple[Path, Path]], aside: Path) -> None:
    try:
        for source, target in reversed(moved):
            if target.exists() and not source.exists():
                target.rename(source)
    except BaseException as error:
        raise PutBackError(
            f"Putting back what stood here failed ({error or type(error).__name__}). It is kept in {aside}: "
            "move its folders back by hand, then delete what is left of that place."
        ) from error
