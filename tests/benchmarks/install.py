"""How large the grader's environment is and how long it takes to install, beside the one that Otter asks for.

    python tests/benchmarks/install.py        5 minutes; needs what `python build.py` writes, and the package registries

ours     requirements.txt of dist/gradescope.zip, as setup.sh installs it
Otter's  what Otter Assign wrote into environment.yml of dist/hw12-autograder.zip, without its conda and its browser

Both by the same installer, one after the other, into a venv of the same Python, nothing cached, with the same torch for
the CPU (Otter's own line would bring one for a GPU, of several GB). Ratios are of one run.
"""

import argparse
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
OURS, OTTERS = ROOT / "dist" / "gradescope.zip", ROOT / "dist" / "hw12-autograder.zip"


@dataclass(frozen=True)
class Installed:
    """One environment."""

    packages: int
    size_mb: float
    seconds: float


def installed(folder: Path, installer: str, arguments: list[str]) -> Installed:
    """Makes a venv in `folder` and installs there."""
    begun = time.perf_counter()
    run([sys.executable, "-m", "venv", str(folder)])
    python = str(folder / "bin" / "python")
    if installer == "uv":
        command = [sys.executable, "-m", "uv", "pip", "install", "--no-cache", "--compile-bytecode"]
        run([*command, "--torch-backend=cpu", "--python", python, *arguments])
    else:
        run([python, "-m", "pip", "install", "--quiet", "--no-cache-dir", *arguments])
    seconds = time.perf_counter() - begun
    (packages,) = (folder / "lib").glob("python*/site-packages")
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    size_mb = sum(path.stat().st_size for path in files) / 1e6
    return Installed(len(list(packages.glob("*.dist-info"))), size_mb, seconds)


def run(command: list[str]) -> None:
    """Runs `command`; ends with the last of what it said where it fails."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command[:6])} ... failed:\n" + "\n".join(done.stdout.splitlines()[-8:]))


def our_requirements() -> str:
    """As in the zip."""
    with zipfile.ZipFile(OURS) as archive:
        return archive.read("requirements.txt").decode()


def otters_requirements() -> str:
    """The pip part of the environment that Otter's zip makes."""
    with zipfile.ZipFile(OTTERS) as archive:
        wanted = yaml.safe_load(archive.read("environment.yml"))["dependencies"]
    pips = [part["pip"] for part in wanted if isinstance(part, dict)]
    return "".join(f"{line}\n" for line in pips[0])


def main() -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--installer", choices=("pip", "uv"), default="pip", help="uv has to be installed beside this")
    installer = parser.parse_args().installer
    with tempfile.TemporaryDirectory(prefix="install-") as folder:
        place, texts = Path(folder), {"ours": our_requirements(), "Otter's": otters_requirements()}
        torch = next(line for line in texts["ours"].splitlines() if line.startswith("torch=="))
        (place / "torch.txt").write_text(torch + "\n")
        results = {}
        for name, text in texts.items():
            listed = place / f"{len(results)}.txt"
            listed.write_text(text)
            arguments = ["--requirement", str(listed)]
            arguments += ["--no-deps"] if name == "ours" else ["--constraint", str(place / "torch.txt")]
            results[name] = installed(place / f"venv{len(results)}", installer, arguments)
    for name, made in results.items():
        print(f"{name:<8} {made.packages:4d} packages  {made.size_mb:7.0f} MB  {made.seconds:6.1f} s")
    ours, otters = results["ours"], results["Otter's"]
    print(f"ratios   {ours.packages / otters.packages:13.2f}  {ours.size_mb / otters.size_mb:10.2f}", end="")
    print(f"  {ours.seconds / otters.seconds:8.2f}   (ours of Otter's; {installer})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
