"""An attack on each promise, by the grader that setup.sh has installed, in a container."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from tests.attacks.catalogue import attacks
from tests.attacks.sets import split_homework

from .container import Container
from .failed import Failed
from .image import ROOT, Image

ATTACKS_S = 600


def one_of_each() -> list[str]:
    """The name of an attack of each kind: a quick one where there is one."""
    chosen: dict[str, str] = {}
    for attack in sorted(attacks(), key=lambda one: not one.quick):  # stable: quick ones first
        chosen.setdefault(attack.promise, attack.name)
    return list(chosen.values())


def run_attacks(image: Image) -> str:
    """Runs them; returns how many were held. Raises Failed for those that succeeded.

    Those that did not come to their end are tried once more: a grader on a machine that is busy with other things may
    stop for want of an answer, and says so.
    """
    container, names = image.fresh("attacks"), one_of_each()
    _copy(container.file("/proof"))
    split_homework(image.scratch / "small")
    shutil.copytree(image.scratch / "small", container.file("/proof/split"))
    outcomes, said = _run(container, "/proof/place", names)
    left = [name for name in names if name not in outcomes]
    if left:
        more, said = _run(container, "/proof/place-again", left)
        outcomes |= more
    succeeded = [f"{name}: {'; '.join(faults)}" for name, faults in outcomes.items() if faults]
    if succeeded or len(outcomes) != len(names):
        raise Failed(
            f"{len(outcomes)} of {len(names)} attacks came to their end, {len(succeeded)} succeeded. "
            + (" ".join(succeeded) or said[-1500:])
        )
    return f"{len(outcomes)} held"


def _run(container: Container, place: str, names: list[str]) -> tuple[dict[str, list[str]], str]:
    """(attack -> why it succeeded, [] where it was held; all that was printed)."""
    python = ["env", "PYTHONPATH=/proof", "/opt/grader/venv/bin/python"]
    command = [*python, "-m", "tests.gradescope.attacks_inside", place, "/proof/split", *names]
    done = container.run(command, ATTACKS_S)
    return dict(_outcomes(done.stdout)), done.stdout


def _outcomes(said: str) -> Iterator[tuple[str, list[str]]]:
    for line in said.splitlines():
        if line.startswith("END "):
            outcome = json.loads(line.removeprefix("END "))
            yield outcome["name"], outcome["faults"]


def _copy(folder: Path) -> None:
    """What an attack needs: the attacks and the package, as in the repository."""
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("autograder", "tests/attacks"):
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    (folder / "tests" / "gradescope").mkdir()
    for name in ("__init__.py", "attacks_inside.py"):
        shutil.copy(Path(__file__).parent / name, folder / "tests" / "gradescope" / name)
