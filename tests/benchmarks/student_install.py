"""What a student's environment weighs, and how much of it is otter-grader's.

    python tests/benchmarks/student_install.py       5 minutes, 1 GB of disk; needs the package registries

requirements.txt as students get it, but torch (whose weight is the same either way): without otter-grader, and with it.
Each into a venv of this Python, nothing cached.
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from install import installed

REQUIREMENTS = Path(__file__).resolve().parents[2] / "assignment" / "requirements.txt"


def lines(*without: str) -> list[str]:
    """The requirements but those of `without`."""
    wanted = REQUIREMENTS.read_text(encoding="utf-8").splitlines()
    return [line for line in wanted if line and not line.startswith(("#", *without))]


def main() -> None:
    """Prints both, and the difference."""
    with tempfile.TemporaryDirectory(prefix="weigh-") as folder:
        rest = installed(Path(folder) / "rest", "pip", lines("torch", "otter-grader"))
        whole = installed(Path(folder) / "whole", "pip", lines("torch"))
    for name, one in (("without otter-grader", rest), ("with it", whole)):
        print(f"{name:<21} {one.packages:>4} packages  {one.size_mb:>6.0f} MB  {one.seconds:>5.0f} s")
    print(
        f"otter-grader's own    {whole.packages - rest.packages:>4} packages  {whole.size_mb - rest.size_mb:>6.0f} MB"
    )


if __name__ == "__main__":
    main()
