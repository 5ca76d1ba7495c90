"""The same submissions through plain `otter run`, with the archive that Otter Assign makes of the same homework."""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .attack import Attack
from .harm import Before, bystanders
from .scene import Scene, build
from .submissions import hand_in

WALL_S = 60


def through_otter(attacks: Sequence[Attack], split_folder: Path, jobs: int = 2) -> dict[str, list[str]]:
    """Attack -> why it succeeded under plain Otter; [] where it did not. Only for those that are safe for a peer."""
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        outcomes = pool.map(lambda attack: _one(attack, split_folder), attacks)
        return dict(zip([one.name for one in attacks], outcomes, strict=True))


def _one(attack: Attack, split_folder: Path) -> list[str]:
    """In a scene of its own, since what an attack changes there stays changed."""
    with tempfile.TemporaryDirectory(prefix="attacks-") as folder:
        place = Path(folder) / "place"
        place.mkdir()
        scene = build(place, split_folder, 0)
        with bystanders(scene) as by:
            names = {**scene.names(), **by.names(), "GRADER": "1999999999", "ZYGOTE": "1999999999"}
            before = Before(scene, by, 0)
            score, said = _graded(hand_in(attack, Path(folder), Path(names["SOLVED"]), names), scene, Path(folder))
            faults = before.harm()
    if score is None:
        return [*faults, "no result came out"]
    if score > attack.earns:
        faults.append(f"it got {score:g} points instead of {attack.earns:g}")
    return [*faults, *(["it found what it must not"] if "FOUND" in said else [])]


def _graded(submission: Path, scene: Scene, folder: Path) -> tuple[float | None, str]:
    archive = next((scene.place / "dist").glob("*-autograder.zip"))
    out = folder / "out"
    out.mkdir()
    command = [sys.executable, "-m", "otter", "run", "--no-logo", "-a", str(archive), "-o", str(out), str(submission)]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=WALL_S, check=False)
    except subprocess.TimeoutExpired:
        return None, ""
    try:
        found = json.loads((out / "results.json").read_text())
    except (OSError, ValueError):
        return None, done.stdout
    score = found.get("score")
    tests = found.get("tests", [])
    earned = sum(float(test.get("score") or 0) for test in tests) if score is None else float(score)
    return earned, re.sub(r"\s+", " ", json.dumps(tests) + done.stdout)
