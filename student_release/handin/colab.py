"""Google Colab: the notebook lies in the browser and on Drive, not beside the homework's files; packages are missing.

On Colab the notebook's first cell fetches the release and calls `set_up`. `handin.submit()` then asks the browser for
the notebook as it stands there, and hands the files that it made to the browser as downloads.
"""

import json
import subprocess
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

ASK_S = 60  # for the browser to send the notebook: pictures make it large
_OF_THE_EDITOR = (
    "jupyterlab",
    "ipykernel",
    "torch",
    "numpy",
    "matplotlib",
)  # Colab has its own, and needs them as they are


class ColabError(Exception):
    """Colab did not do its part; the message says what the student can do."""


def here() -> bool:
    """Whether this runs on Colab."""
    return "google.colab" in sys.modules


def set_up(requirements: Path = Path("requirements.txt")) -> None:
    """Installs what the homework needs beyond what Colab has; does nothing elsewhere. Says what went wrong."""
    if not here():
        return
    wanted = [line for line in requirements.read_text(encoding="utf-8").splitlines() if _is_missing(line)]
    command = [sys.executable, "-m", "pip", "install", "--quiet", *wanted]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        last = " ".join(done.stderr.strip().splitlines()[-1:])
        print(f"Packages could not be installed ({last}). Run this cell again; if that does not help, ask your staff.")
    else:
        print("Ready. Save a copy to Drive (File, Save a copy in Drive) before you begin: Colab forgets the rest.")


def _is_missing(line: str) -> bool:
    return bool(line.strip()) and not line.startswith(("#", *_OF_THE_EDITOR))


def notebook_as_shown(path: Path) -> Path:
    """Writes the notebook, as the browser has it now, to `path`, and returns that. Raises ColabError."""
    try:
        message = import_module("google.colab._message")
        notebook = message.blocking_request("get_ipynb", request="", timeout_sec=ASK_S)["ipynb"]
    except Exception as error:
        raise ColabError(
            f"Colab did not hand over the notebook ({type(error).__name__}). Download it (File, Download, "
            'Download .ipynb), upload it with the folder symbol on the left, and run handin.submit("its name.ipynb").'
        ) from error
    path.write_text(json.dumps(notebook), encoding="utf-8")  # ASCII: a browser may send half an emoji
    return path


def download(files: Iterable[Path]) -> None:
    """Has the browser download `files`; does nothing elsewhere."""
    if not here():
        return
    for path in files:
        try:
            import_module("google.colab.files").download(str(path))
        except Exception as error:  # noqa: BLE001 - as above; the files are there all the same
            print(f"Download {path.name} yourself, with the folder symbol on the left ({type(error).__name__}).")
