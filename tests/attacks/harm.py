"""What an attack may have done outside of its own submission: looked at after each."""

import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .scene import Scene

_SHARED = ("/tmp", "/dev/shm", "/var/tmp", "/run", "/run/lock")


@dataclass
class Bystanders:
    """A process that nobody is to end, and sockets that nobody is to reach."""

    scene: Scene
    mark: str
    victim: subprocess.Popen[bytes]
    listening: dict[str, socket.socket]

    def names(self) -> dict[str, str]:
        """What stands for what in an attack's source."""
        ports = {name: str(sock.getsockname()[1]) for name, sock in self.listening.items() if name in ("TCP", "UDP")}
        return {**ports, "VICTIM": str(self.victim.pid), "MARK": self.mark, "ABSTRACT": f"attacks-{self.mark}"}

    def heard(self) -> Iterator[str]:
        """The sockets at which somebody has come."""
        for name, sock in self.listening.items():
            with contextlib.suppress(BlockingIOError):
                if sock.type == socket.SOCK_STREAM:
                    sock.accept()[0].close()
                else:
                    sock.recv(1 << 16)
                yield f"somebody came to the {name} socket"


@contextlib.contextmanager
def bystanders(scene: Scene) -> Iterator[Bystanders]:
    """They stand by as long as the context lasts."""
    mark = f"{os.getpid()}-{os.urandom(4).hex()}"
    names = scene.names()
    with contextlib.ExitStack() as stack:
        kinds: dict[str, tuple[int, int, Any]] = {
            "TCP": (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
            "UDP": (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
            "SOCK": (socket.AF_UNIX, socket.SOCK_STREAM, names["SOCK"]),
            "DGRAM": (socket.AF_UNIX, socket.SOCK_DGRAM, names["DGRAM"]),
            "ABSTRACT": (socket.AF_UNIX, socket.SOCK_STREAM, f"\0attacks-{mark}"),
        }
        listening = {}
        for name, (family, kind, address) in kinds.items():
            sock = stack.enter_context(socket.socket(family, kind))
            if family == socket.AF_UNIX and not str(address).startswith("\0"):
                Path(str(address)).unlink(missing_ok=True)
            sock.bind(address)
            sock.setblocking(False)
            if kind == socket.SOCK_STREAM:
                sock.listen()
            listening[name] = sock
        victim = subprocess.Popen(
            [sys.executable, "-c", "import sys; sys.stdin.read()"],  # it ends with the grader
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        stack.callback(victim.wait)
        stack.callback(victim.kill)
        yield Bystanders(scene, mark, victim, listening)


class Before:
    """The scene before an attack, to be compared with what is there afterwards."""

    def __init__(self, scene: Scene, by: Bystanders, zygote: int) -> None:
        self._scene, self._by, self._zygote = scene, by, zygote
        self._print = scene.fingerprint()
        self._shared = _in_shared()
        list(by.heard())

    def harm(self) -> list[str]:
        """What has changed since, in words."""
        found = list(self._by.heard())
        if self._scene.fingerprint() != self._print:
            found.append("files of the staff were changed")
        left = sorted(name for name in _in_shared() - self._shared if self._by.mark in name)
        left += [str(path) for path in Path(self._scene.names()["DROP"]).iterdir()]
        left += [str(path) for path in (self._scene.place / "tmp").glob("submission-*")]
        found += [f"{name} was left behind" for name in left]
        if self._by.victim.poll() is not None or _state(self._by.victim.pid) in "TtZX":
            found.append("a process of somebody else was ended or stopped")
        found += [f"process {pid} outlived its submission" for pid in _children(self._zygote)]
        return found


def _in_shared() -> set[str]:
    found = set()
    for folder in _SHARED:
        with contextlib.suppress(OSError):
            found |= {os.path.join(folder, name) for name in os.listdir(folder)}
    return found


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "X"


def _children(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []
