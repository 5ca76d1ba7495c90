"""JupyterLab as a student has it: in an environment made from the release's requirements, in a folder of its own."""

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

START_S = 90.0  # for the server to answer: the first import of a fresh environment compiles it


@dataclass(frozen=True)
class Lab:
    """A running server."""

    address: str
    token: str

    def page(self, notebook: str) -> str:
        """Where the notebook is opened."""
        return f"{self.address}/lab/tree/{notebook}?token={self.token}&reset"

    def kernel_state(self) -> str:
        """ "idle", "busy" and so on; "" where no kernel has been started yet."""
        request = urllib.request.Request(f"{self.address}/api/kernels?token={self.token}")
        with urllib.request.urlopen(request, timeout=10) as answer:  # a server of our own
            kernels = json.load(answer)
        return str(kernels[0]["execution_state"]) if kernels else ""


def make_environment(venv: Path, release: Path, torch: str) -> None:
    """A virtual environment with what the release's requirements.txt asks for, torch in the version `torch`."""
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    wanted = [f"torch=={torch}", "-r", str(release / "requirements.txt")]
    subprocess.run([venv / "bin/python", "-m", "pip", "install", "-q", *wanted], check=True)


@contextlib.contextmanager
def jupyterlab(venv: Path, folder: Path) -> Iterator[Lab]:
    """A server over `folder` as long as the context lasts. Raises RuntimeError where it does not start."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token, home = secrets.token_hex(16), folder.parent / "home"
    home.mkdir(exist_ok=True)
    arguments = [
        "--no-browser",
        "--ip=127.0.0.1",
        f"--port={port}",
        f"--IdentityProvider.token={token}",
        "--allow-root",
    ]
    environment = {
        "PATH": f"{venv / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),  # no settings, kernels or extensions but the environment's own
        "LANG": "C.UTF-8",
    }
    log = (folder.parent / "jupyter.log").open("wb")
    server = subprocess.Popen(
        [venv / "bin/jupyter", "lab", *arguments], cwd=folder, env=environment, stdout=log, stderr=log
    )
    try:
        lab = Lab(f"http://127.0.0.1:{port}", token)
        _wait_for(lab, server, folder.parent / "jupyter.log")
        yield lab
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
        log.close()


def _wait_for(lab: Lab, server: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end and server.poll() is None:
        with contextlib.suppress(OSError):
            lab.kernel_state()
            return
        time.sleep(0.5)
    raise RuntimeError("JupyterLab did not start:\n" + log.read_text(errors="replace")[-2000:])


def unpack_release(release: Path, folder: Path) -> None:
    """The release as a student has it after downloading: nothing of the repository beside it."""
    shutil.copytree(release, folder)
