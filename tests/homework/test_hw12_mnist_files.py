"""Where the four files of MNIST come from: a folder, the cache, mirrors that may fail (few digits stand in)."""

import gzip
import hashlib
import http.server
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import threading
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hw12 import mnist_files

ASSIGNMENT = Path(__file__).resolve().parents[2] / "assignment"
NAMES = [file.name for file in mnist_files.FILES]
TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS = NAMES
HOW_TO_GO_ON = "use data '5k', the digits that come with the homework, or try again when online"


def idx(values):
    return bytes([0, 0, 8, values.ndim]) + struct.pack(f">{values.ndim}i", *values.shape) + values.tobytes()


@pytest.fixture
def contents(monkeypatch):
    """Name -> content of a very small MNIST, which `mnist_files` takes for the real one."""
    random = np.random.default_rng(0)
    made = {}
    files = []
    for file in mnist_files.FILES:
        shape = (30 if file.name.startswith("train") else 10, *file.shape[1:])
        values = random.integers(0, 256 if "images" in file.name else 10, shape, dtype=np.uint8)
        made[file.name] = idx(values)
        files.append(replace(file, shape=shape, sha256=hashlib.sha256(made[file.name]).hexdigest()))
    monkeypatch.setattr(mnist_files, "FILES", tuple(files))
    return made


@pytest.fixture
def folder(contents, tmp_path, monkeypatch):
    """A folder of the user's own, with the four files."""
    monkeypatch.setenv("HW12_DATA", str(tmp_path))
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.delenv("HW12_DATA", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    return tmp_path / "caches" / "hw12"


class Mirror:
    """A server on this machine: `answers` maps a name to its packed bytes; `cut` names one that it breaks off."""

    def __init__(self, answers):
        self.answers = dict(answers)
        self.cut = None
        self.asked = Counter()
        mirror = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                mirror.answer(self, self.path.lstrip("/"))

            def log_message(self, *_): ...

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/"

    def answer(self, request, name):
        self.asked[name.removesuffix(".gz")] += 1
        if name not in self.answers:
            request.send_error(404)
            return
        body = self.answers[name]
        request.send_response(200)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body[: len(body) // 2] if name == self.cut else body)

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def mirrors(contents, monkeypatch):
    """Two mirrors that hold everything."""
    packed = {f"{name}.gz": gzip.compress(content) for name, content in contents.items()}
    pair = Mirror(packed), Mirror(packed)
    monkeypatch.setattr(mnist_files, "MIRRORS", tuple(mirror.url for mirror in pair))
    yield pair
    for mirror in pair:
        mirror.stop()


def closed_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def assert_right(arrays, contents):
    assert [idx(values) for values in arrays] == list(contents.values())


def kept(cache):
    """Name -> content of what the cache holds, of any name."""
    return {path.name: path.read_bytes() for path in cache.iterdir()} if cache.exists() else {}


# A folder of one's own


def test_files_are_read_as_they_are_and_packed(folder, contents):
    assert_right(mnist_files.read(), contents)
    for name in NAMES:
        (folder / f"{name}.gz").write_bytes(gzip.compress(contents[name]))
        (folder / name).unlink()
    assert_right(mnist_files.read(), contents)


@pytest.mark.skipif("HW12_DATA" not in os.environ, reason="HW12_DATA names no folder with all of MNIST")
def test_real_files_have_the_known_content():
    assert [values.shape for values in mnist_files.read()] == [file.shape for file in mnist_files.FILES]


def test_folder_that_is_not_there_is_refused_and_nothing_downloaded(mirrors, monkeypatch, tmp_path):
    monkeypatch.setenv("HW12_DATA", str(tmp_path / "nowhere"))
    with pytest.raises(ValueError, match=r"HW12_DATA is '.*nowhere', which is no folder: set it to the one that holds"):
        mnist_files.read()
    assert not mirrors[0].asked


def test_missing_file_is_named_and_not_downloaded(folder, mirrors):
    (folder / TEST_LABELS).unlink()
    with pytest.raises(ValueError, match=f"holds neither {TEST_LABELS} nor {TEST_LABELS}.gz: HW12_DATA must name"):
        mnist_files.read()
    assert not mirrors[0].asked


@pytest.mark.parametrize("name", NAMES)
def test_truncated_file_is_named(folder, contents, name):
    (folder / name).write_bytes(contents[name][:-3])
    expected, found = len(contents[name]), len(contents[name]) - 3
    with pytest.raises(
        ValueError, match=rf"/{name} is damaged: expected {expected:,} bytes unpacked, found {found:,}; copy it anew"
    ):
        mnist_files.read()


@pytest.mark.parametrize("position", [3, 20, -1])
def test_file_with_one_byte_changed_is_named(folder, contents, position):
    content = bytearray(contents[TEST_LABELS].ljust(30, b"\0"))[: len(contents[TEST_LABELS])]
    content[min(position, len(content) - 1)] ^= 1
    (folder / TEST_LABELS).write_bytes(bytes(content))
    with pytest.raises(ValueError, match=f"/{TEST_LABELS} is damaged, or of another data set than MNIST: its SHA-256"):
        mnist_files.read()


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda packed: packed[:-5], "is damaged: it does not unpack to its end"),
        (lambda packed: packed[:-8] + bytes(8), "is damaged: it does not unpack to its end"),
        (lambda packed: packed[:10] + bytes(20) + packed[30:], "is damaged: it does not unpack to its end"),
        (lambda packed: b"<html></html>", "is damaged: expected 38 bytes unpacked, found 13"),
        (lambda packed: b"", "is damaged: expected 38 bytes unpacked, found 0"),
        (lambda packed: gzip.compress(bytes(10**7)), "is damaged: expected 38 bytes unpacked, found more than 38"),
    ],
)
def test_damaged_packed_file_is_named(folder, contents, damage, sentence):
    (folder / TRAIN_LABELS).unlink()
    (folder / f"{TRAIN_LABELS}.gz").write_bytes(damage(gzip.compress(contents[TRAIN_LABELS])))
    with pytest.raises(ValueError, match=rf"{TRAIN_LABELS}\.gz {sentence}; copy it anew"):
        mnist_files.read()


@pytest.mark.parametrize(
    ("name", "impostor"),
    [
        (TRAIN_IMAGES, TEST_IMAGES),
        (TEST_LABELS, TRAIN_LABELS),
        (TRAIN_IMAGES, TRAIN_LABELS),
        (TEST_LABELS, TEST_IMAGES),
    ],
)
def test_swapped_file_is_named(folder, name, impostor):
    shutil.copy(folder / impostor, folder / name)
    with pytest.raises(ValueError, match=f"/{name} holds the content of {impostor}: expected that of {name}"):
        mnist_files.read()


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_file_that_may_not_be_read_is_named(folder):
    (folder / TEST_LABELS).chmod(0)
    with pytest.raises(ValueError, match=f"{TEST_LABELS} cannot be read: Permission denied"):
        mnist_files.read()


# Mirrors and the cache


def test_first_use_downloads_and_later_ones_do_not(cache, mirrors, contents, capsys):
    assert_right(mnist_files.read(), contents)
    assert kept(cache) == contents
    shown = capsys.readouterr().err
    assert all(re.search(rf"{name}: +100%", shown) for name in NAMES)  # a progress bar each
    mirrors[0].stop()
    assert_right(mnist_files.read(), contents)
    assert mirrors[0].asked == dict.fromkeys(NAMES, 1)
    assert not mirrors[1].asked


def test_neither_pooch_nor_requests_is_imported_without_a_download(cache, mirrors, folder):
    script = (
        f"import sys; sys.path.insert(0, {str(ASSIGNMENT)!r}); from hw12 import mnist; mnist.load();"
        "print(sorted({'pooch', 'requests'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_second_mirror_is_asked_where_the_first_is_away(cache, mirrors, contents, monkeypatch):
    monkeypatch.setattr(mnist_files, "MIRRORS", (f"http://127.0.0.1:{closed_port()}/", mirrors[1].url))
    assert_right(mnist_files.read(), contents)
    assert mirrors[1].asked == dict.fromkeys(NAMES, 1)


def test_mirror_that_failed_is_asked_last_from_then_on(cache, mirrors, contents):
    mirrors[0].answers.clear()
    assert_right(mnist_files.read(), contents)
    assert mirrors[0].asked == {TRAIN_IMAGES: 1}


def test_second_mirror_is_asked_where_the_first_lacks_a_file(cache, mirrors, contents):
    del mirrors[0].answers[f"{TEST_IMAGES}.gz"]
    assert_right(mnist_files.read(), contents)
    assert mirrors[1].asked[TEST_IMAGES] == 1


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda packed: packed[:-20], "sent something that does not unpack"),
        (lambda packed: b"<html>Please log in</html>", "sent something else than MNIST"),
        (lambda packed: gzip.compress(gzip.decompress(packed)[:-1] + b"\xff"), "sent something else than MNIST"),
    ],
)
def test_what_is_damaged_on_both_mirrors_is_named_and_not_kept(cache, mirrors, damage, reason):
    name = f"{TRAIN_LABELS}.gz"
    for mirror in mirrors:
        mirror.answers[name] = damage(mirror.answers[name])
    with pytest.raises(ValueError, match=f"^{TRAIN_LABELS} of MNIST could not be downloaded") as error:
        mnist_files.read()
    for mirror in mirrors:
        assert f"{mirror.url} {reason}" in str(error.value)
    assert set(kept(cache)) == {TRAIN_IMAGES}


def test_swapped_file_of_a_mirror_is_not_kept(cache, mirrors, contents):
    first = mirrors[0].answers
    first[f"{TEST_IMAGES}.gz"] = first[f"{TRAIN_IMAGES}.gz"]
    assert_right(mnist_files.read(), contents)
    assert kept(cache) == contents


def test_server_that_goes_away_in_the_middle_leaves_nothing_half_written_and_a_retry_goes_on(cache, mirrors, contents):
    for mirror in mirrors:
        mirror.cut = f"{TEST_IMAGES}.gz"
    with pytest.raises(ValueError, match=rf"^{TEST_IMAGES} of MNIST.*broke off \(.*Error\).*finished files stay in"):
        mnist_files.read()
    assert kept(cache) == {name: contents[name] for name in (TRAIN_IMAGES, TRAIN_LABELS)}
    for mirror in mirrors:
        mirror.cut = None
    assert_right(mnist_files.read(), contents)
    assert (mirrors[0].asked + mirrors[1].asked)[TRAIN_IMAGES] == 1


def test_offline_says_how_to_go_on(cache, contents, monkeypatch):
    dead = tuple(f"http://127.0.0.1:{closed_port()}/{number}/" for number in (1, 2))
    monkeypatch.setattr(mnist_files, "MIRRORS", dead)
    with pytest.raises(ValueError, match=f"^{TRAIN_IMAGES} of MNIST could not be downloaded") as error:
        mnist_files.read()
    assert all(f"{url} cannot be reached or broke off (ConnectionError)" in str(error.value) for url in dead)
    assert HOW_TO_GO_ON in str(error.value)
    assert "put the four files in a folder and name it in the environment variable HW12_DATA" in str(error.value)


def test_ctrl_c_during_a_download_leaves_nothing_half_written(cache, mirrors, monkeypatch):
    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(mnist_files, "_unpacked", stopped)
    with pytest.raises(KeyboardInterrupt):
        mnist_files.read()
    assert kept(cache) == {}


def test_damaged_file_of_the_cache_is_downloaded_again(cache, mirrors, contents):
    mnist_files.read()
    (cache / TEST_LABELS).write_bytes(contents[TEST_LABELS][:-1])
    (cache / TRAIN_LABELS).write_bytes(contents[TEST_LABELS])
    assert_right(mnist_files.read(), contents)
    assert mirrors[0].asked == {TRAIN_IMAGES: 1, TRAIN_LABELS: 2, TEST_IMAGES: 1, TEST_LABELS: 2}


def test_cache_that_cannot_be_written_is_named(cache, mirrors):
    cache.parent.write_text("a file where the folder should be")
    with pytest.raises(ValueError, match=r"MNIST cannot be kept in .*hw12 \(Not a directory\): make room there, name"):
        mnist_files.read()


def test_download_without_pooch_says_what_to_install(cache, contents, monkeypatch):
    monkeypatch.setattr(mnist_files.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ValueError, match="Downloading MNIST needs the package pooch: `pip install pooch`"):
        mnist_files.read()
