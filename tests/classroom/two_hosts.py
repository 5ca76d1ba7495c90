"""A class on two hosts, made from network namespaces; one is cut off in the middle, or both race one of them.

    python -m tests.classroom.two_hosts                 graded once each, as locally, though a host is lost
    python -m tests.classroom.two_hosts --benchmark     two hosts of a core each against one: 5 min; needs
                                                    what `python build.py` writes

Scheduler, run and the first worker are on one host, the second worker on the other, with nothing but a cable between
them; all is said over TLS, with certificates made here. Needs root, `ip` and `openssl`. Exit status: 0 as it should be,
1 not, 3 it could not be tried here.
"""

import argparse
import contextlib
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1] / "engine")]

from classes import notebooks, write  # noqa: E402  # the line above finds it
from dask_hosts import QUICK, address_in, start, stop  # noqa: E402  # the line above finds it
from small_class import ROOT, begin, content, finish, graded, make_class, wait_for  # noqa: E402
from small_homework import make  # noqa: E402

ADDRESSES = ("10.213.7.1", "10.213.7.2")
WANTED = 1.7  # times one host's throughput


def main(arguments: Sequence[str]) -> int:
    """Does it; returns the exit status."""
    options = _options(arguments)
    missing = [tool for tool in ("ip", "nsenter", "openssl", "taskset") if shutil.which(tool) is None]
    if os.geteuid() != 0 or missing:
        print(f"Two hosts need root and network namespaces: {', '.join(missing) or 'this is not root'}; not tried.")
        return 3
    with tempfile.TemporaryDirectory(prefix="hosts-") as place:
        folder = Path(place)
        folder.chmod(0o755)
        ground = (_real if options.benchmark else _small)(folder, options.students)
        try:
            with _hosts() as hosts:
                return (_race if options.benchmark else _cut)(hosts, folder, ground, options)
        except subprocess.CalledProcessError as error:
            print(f"No network namespaces can be made here ({error.stderr.strip()}); not tried.")
            return 3


def _small(folder: Path, count: int) -> tuple[Path, Path]:
    (folder / "homework").mkdir()
    return make(folder / "homework"), make_class(folder / "in", count)


def _real(folder: Path, count: int) -> tuple[Path, Path]:
    """The homework as the build wrote it: orders that are worth their way. All can be read, and so are run."""
    dist = ROOT / "dist"
    readable = (content for content in notebooks(2 * count, 0, dist) if len(content) > 1000)
    return dist, write(folder / "in", itertools.islice(readable, count), 0, "hw12")


def _cut(hosts, folder: Path, ground, options) -> int:
    done = finish(*ground, folder / "local")
    assert done.returncode == 0, done.stdout + done.stderr
    with _cluster(hosts, folder, 2) as (address, env, _):
        run = _begin(hosts[0], ground, folder / "cluster", address, env)
        wait_for(lambda: graded(folder / "cluster") >= options.students // 4, 120)
        before = graded(folder / "cluster")
        _ip("-n", hosts[1], "link", "set", "cable", "down")
        said, trouble = run.communicate(timeout=300)
    local, cluster = content(folder / "local"), content(folder / "cluster")  # which looks that nothing was graded twice
    same = run.returncode == 0 and local == cluster
    print(said + trouble, end="")
    for key in [key for key in local if local[key] != cluster.get(key)][:1]:
        print(f"{key!r}, locally:   {local[key]}\n{key!r}, on cluster: {cluster.get(key)}")
    print(f"cut off after {before} of {options.students}; {graded(folder / 'cluster')} results")
    print(f"gradebooks: {'the same' if same else 'NOT THE SAME'}")
    return 0 if same else 1


def _race(hosts, folder: Path, ground, options) -> int:
    took = {}
    for count in (1, 2):
        with _cluster(hosts, folder, count) as (address, env, log):
            wait_for(lambda log=log, count=count: log.read_text().count("Register worker") >= count)
            warm = _begin(hosts[0], ground, folder / f"warm-{count}", address, env)
            warm.communicate(timeout=300)
            out = folder / f"out-{count}"
            run = _begin(hosts[0], ground, out, address, env)
            wait_for(lambda out=out: graded(out) >= 4, 120)  # all are warm
            begun, first = time.monotonic(), graded(out)
            run.communicate(timeout=400)
            took[count] = (time.monotonic() - begun) / (options.students - first)
        print(f"{count} host{'s' * (count > 1)}: {1 / took[count]:.2f} submissions a second", flush=True)
    ratio = took[1] / took[2]
    print(f"two hosts are {ratio:.2f} times one; wanted {WANTED}, on a core each and nothing else under way")
    return 0 if ratio >= WANTED else 1


def _begin(host: str, ground, out: Path, address: str, env) -> subprocess.Popen:
    return begin(*ground, out, "--cluster", address, before=_inside(host), env={**QUICK, **env})


@contextlib.contextmanager
def _hosts() -> Iterator[tuple[str, str]]:
    """Two namespaces with a cable between them."""
    names = (f"hw12-a-{os.getpid()}", f"hw12-b-{os.getpid()}")
    try:
        for name in names:
            _ip("netns", "add", name)
        _ip("link", "add", "cable", "netns", names[0], "type", "veth", "peer", "name", "cable", "netns", names[1])
        for name, address in zip(names, ADDRESSES, strict=True):
            _ip("-n", name, "address", "add", f"{address}/24", "dev", "cable")
            _ip("-n", name, "link", "set", "cable", "up")
            _ip("-n", name, "link", "set", "lo", "up")
        yield names
    finally:
        for name in names:
            subprocess.run(["ip", "netns", "delete", name], capture_output=True, check=False)


def _inside(host: str) -> list[str]:
    """The network of that host and no more: `ip netns exec` mounts /sys anew, which takes a layer away (cgroups)."""
    return ["nsenter", f"--net=/run/netns/{host}"]


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True, text=True)


@contextlib.contextmanager
def _cluster(hosts, folder: Path, workers: int) -> Iterator[tuple[str, dict[str, str], Path]]:
    """Scheduler and workers, each worker on a core of its own: address, settings of a client, the scheduler's log."""
    place = Path(tempfile.mkdtemp(dir=folder))
    env, log = _certificates(place), place / "scheduler.log"
    inside = [_inside(host) for host in hosts]
    cores = sorted(os.sched_getaffinity(0))
    where = ("--host", f"tls://{ADDRESSES[0]}", "--port", "8786", "--no-dashboard")
    started = [
        start("scheduler", *where, "--scheduler-file", str(place / "s.json"), before=inside[0], env=env, log=log)
    ]
    try:
        address = address_in(place / "s.json")
        for number in range(workers):
            pinned = [*inside[number], "taskset", "-c", str(cores[number % len(cores)])]
            what = (address, "--host", ADDRESSES[number], "--nthreads", "1", "--no-nanny", "--no-dashboard")
            local = ("--local-directory", str(place / f"worker-{number}"))
            started.append(start("worker", *what, *local, before=pinned, env=env))
        yield address, env, log
    finally:
        for process in reversed(started):
            stop(process)


def _certificates(folder: Path) -> dict[str, str]:
    """An authority and one certificate for all, as Dask's settings name them."""
    ca, key, request, cert = (str(folder / name) for name in ("ca.pem", "key.pem", "request.pem", "cert.pem"))
    new = ["openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    sign = ["openssl", "x509", "-req", "-days", "2", "-CAcreateserial"]
    for made in (
        [*new, "-x509", "-days", "2", "-subj", "/CN=class", "-keyout", str(folder / "ca-key.pem"), "-out", ca],
        [*new, "-subj", "/CN=host", "-keyout", key, "-out", request],
        [*sign, "-in", request, "-CA", ca, "-CAkey", str(folder / "ca-key.pem"), "-out", cert],
    ):
        subprocess.run(made, check=True, capture_output=True, text=True)
    tls = "DASK_DISTRIBUTED__COMM__TLS__"
    ends = {
        f"{tls}{end}__{part}": path
        for end in ("CLIENT", "SCHEDULER", "WORKER")
        for part, path in (("CERT", cert), ("KEY", key))
    }
    return {f"{tls}CA_FILE": ca, "DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION": "true", **ends}


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.classroom.two_hosts", description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=40)
    parser.add_argument("--benchmark", action="store_true")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
