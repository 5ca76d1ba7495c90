"""A root folder used as a container: namespaces and mounts of its own, the rights that containers have by default.

Mounts exist in the namespaces of each command alone, and its processes die with their first one, which dies with us:
however this process ends, nothing stays mounted and nothing goes on running.
"""

import shlex
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .control_group import ControlGroup
from .registries import Registries, apt_settings, apt_sources

# What container runtimes leave to root inside by default; no mounting, no tracing, no namespaces among it.
_RIGHTS = (
    *("chown", "dac_override", "fowner", "fsetid", "kill", "setgid", "setuid", "setpcap"),
    *("net_bind_service", "net_raw", "sys_chroot", "mknod", "audit_write", "setfcap"),
)
_DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
_SPACES = ("--mount", "--pid", "--ipc", "--uts", "--fork", "--mount-proc", "--kill-child=KILL")
_BASE = ("ca-certificates", "python3")  # an image of Gradescope's has more, but nothing more that is relied upon


@dataclass(frozen=True)
class Container:
    """A root; with `own`, a folder, what is written goes there and the root stays as it is."""

    root: Path
    registries: Registries
    own: Path | None = None

    def file(self, path: str) -> Path:
        """Where a path inside has to be looked for, or put, from outside, if it is not the root's own."""
        return (self.root if self.own is None else self.own / "changes") / path.lstrip("/")

    def run(
        self,
        command: Sequence[str],
        wall_s: float,
        group: ControlGroup | None = None,
        environment: dict[str, str] | None = None,
    ) -> "subprocess.CompletedProcess[str]":
        """Runs `command` inside, as root, and returns what it said. Raises subprocess.TimeoutExpired."""
        inside = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root"}
        pairs = [f"{name}={value}" for name, value in (inside | (environment or {})).items()]
        rights = ",".join(["-all", *(f"+{right}" for right in _RIGHTS)])
        program = ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}", "env", "-i", *pairs, *command]
        lines = [*(group.joining() if group else ()), *self._mounting()]
        lines.append(f"exec chroot {shlex.quote(str(self._top()))} {shlex.join(program)}")
        return in_namespaces("\n".join(lines), wall_s)

    def _top(self) -> Path:
        return self.root if self.own is None else self.own / "all"

    def _mounting(self) -> Iterator[str]:
        top = shlex.quote(str(self._top()))
        if self.own is not None:
            folders = {name: self.own / name for name in ("changes", "work", "all")}
            for folder in folders.values():
                folder.mkdir(parents=True, exist_ok=True)
            layers = f"lowerdir={self.root},upperdir={folders['changes']},workdir={folders['work']}"
            yield f"mount -t overlay container -o {shlex.quote(layers)} {top}"
        yield f"mount -t proc proc {top}/proc"
        yield f"mount -t sysfs -o ro sysfs {top}/sys"
        yield f"mount -t tmpfs -o mode=755,size=1m devices {top}/dev"
        for name in _DEVICES:
            yield f": > {top}/dev/{name}; mount --bind /dev/{name} {top}/dev/{name}"
        yield f"mkdir {top}/dev/shm; mount -t tmpfs -o mode=1777,size=64m shm {top}/dev/shm"
        yield f"ln -s /proc/self/fd {top}/dev/fd"
        for path in self.registries.paths:
            there, here = f"{top}{shlex.quote(str(path))}", shlex.quote(str(path))
            yield f"mkdir -p $(dirname {there}); [ -e {there} ] || {'mkdir' if path.is_dir() else 'touch'} {there}"
            yield f"mount --bind {here} {there}; mount -o remount,bind,ro {there}"


def in_namespaces(script: str, wall_s: float) -> "subprocess.CompletedProcess[str]":
    """Runs a shell script in namespaces of its own, all of whose processes end with it and with us."""
    command = ["setpriv", "--pdeathsig", "KILL", "unshare", *_SPACES, "sh", "-c", f"set -e\n{script}"]
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=wall_s,
        check=False,
    )


def make_root(root: Path, scratch: Path) -> str:
    """A clean Debian of this machine's release in `root`; returns its name. Raises RuntimeError, with a sentence."""
    sources, release = apt_sources(), _release()
    mirror = next(uri for uri, suite, _ in sources if suite == release)
    script = shlex.join([*_debootstrap(scratch), "--variant=minbase", f"--include={','.join(_BASE)}"])
    done = in_namespaces(f"{script} {release} {shlex.quote(str(root))} {mirror}", wall_s=600)
    if done.returncode:
        raise RuntimeError("debootstrap failed:\n" + "\n".join(done.stdout.splitlines()[-8:]))
    lines = [f"deb {uri} {suite} {component}\n" for uri, suite, component in sources]
    (root / "etc/apt/sources.list").write_text("".join(lines))
    (root / "etc/apt/apt.conf.d/90machine").write_text(apt_settings())
    return f"Debian {release}"


def _release() -> str:
    lines = Path("/etc/os-release").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)["VERSION_CODENAME"]


def _debootstrap(scratch: Path) -> list[str]:
    """The program, where it is not installed a copy of it that is unpacked into `scratch`."""
    if shutil.which("debootstrap"):
        return ["debootstrap"]
    scratch.mkdir()
    subprocess.run(["apt-get", "download", "-q", "debootstrap"], cwd=scratch, check=True, capture_output=True)
    (package,) = scratch.glob("debootstrap_*.deb")
    subprocess.run(["dpkg", "-x", str(package), str(scratch)], check=True, capture_output=True)
    return ["env", f"DEBOOTSTRAP_DIR={scratch}/usr/share/debootstrap", f"{scratch}/usr/sbin/debootstrap"]
