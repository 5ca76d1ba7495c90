"""Frames: what is sent arrives, and what is no frame is refused with a sentence, in time, and at its sender's cost."""

import os
import socket
import struct
import threading
import tracemalloc

import msgspec
import pytest

from autograder.engine import wire
from autograder.engine.wire import Channel, Gone
from autograder.results.verdict import BadReply, OutOfTime

PREFIX = struct.Struct("<IQ")


@pytest.fixture
def ends():
    """The grader's channel, and the bare socket of whoever is on the other side."""
    ours, theirs = wire.pair()
    yield Channel(ours, for_worker=False), theirs
    ours.close()
    theirs.close()


def header_of(message):
    return msgspec.msgpack.encode(message)


def frame(header, block=b""):
    return PREFIX.pack(len(header), len(block)) + header + block


MESSAGES = [
    wire.Begun(7),
    wire.Finished(["/dev/shm/x"]),
    wire.CellRan("ValueError: no", ["%%bash"]),
    wire.Status(-1),
    wire.Reply([wire.Plain(1.5), wire.Handle(3, "VAE", "VAE()", True)], [wire.Storage(0, 3)], changed=[(0, 1)]),
    wire.Gradients([None], []),
    wire.Raised(["ValueError", "Exception"], "no"),
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_what_is_sent_arrives(ends, message):
    ours, theirs = ends
    Channel(theirs, for_worker=True).send(message, [memoryview(b"ab"), memoryview(b"c")])
    assert ours.receive(5) == wire.Frame(message, bytearray(b"abc"))


def test_frames_that_come_together_and_in_pieces_are_taken_apart(ends):
    ours, theirs = ends
    both = frame(header_of(wire.Status(1)), b"one") + frame(header_of(wire.Status(2)))
    sender = threading.Thread(target=lambda: [theirs.sendall(bytes([byte])) for byte in both])
    sender.start()
    found = [ours.receive(5), ours.receive(5)]
    sender.join()
    assert [(one.message.status, bytes(one.block)) for one in found] == [(1, b"one"), (2, b"")]


def test_a_descriptor_travels_with_its_frame(ends):
    ours, theirs = ends
    reading, writing = os.pipe()
    ours.send(wire.Fork(5, True), fd=writing)
    os.close(writing)
    got, fd = Channel(theirs, for_worker=True).receive_with_fd()
    assert got.message == wire.Fork(5, True)
    os.write(fd, b"through")
    os.close(fd)
    assert os.read(reading, 10) == b"through"
    os.close(reading)


def test_the_kernel_says_who_said_hello():
    ours, theirs = wire.pair()
    pid = os.fork()
    if pid == 0:
        try:
            Channel(theirs, for_worker=True).send(wire.Hello())
        finally:
            os._exit(0)
    assert Channel(ours, for_worker=False).receive_hello(5) == pid
    os.waitpid(pid, 0)
    ours.close()
    theirs.close()


@pytest.mark.parametrize("first", [frame(header_of(wire.Status(1))), b"x", frame(header_of(wire.Hello()))[:-1]])
def test_another_first_message_than_hello_is_refused(ends, first):
    ours, theirs = ends
    theirs.sendall(first)
    with pytest.raises(BadReply, match="something else wrote to the grader's socket before the worker did"):
        ours.receive_hello(5)


MALFORMED = {
    "noise": frame(b"\xc1\xff\x00noise"),
    "empty": frame(b""),
    "a_number": frame(header_of(7)),
    "an_unknown_message": frame(header_of({"type": "pickle", "data": "cos"})),
    "a_message_of_the_other_side": frame(header_of(wire.Fetch(["x"]))),
    "a_field_of_another_type": frame(header_of({"type": "status", "status": "0"})),
    "a_field_missing": frame(header_of({"type": "reply", "values": []})),
    "an_unknown_node": frame(header_of({"type": "reply", "values": [{"type": "code"}], "storages": []})),
    "text_that_is_no_utf8": frame(b"\x83\xa4type\xa6raised\xa5bases\x90\xa4text\xa2\xff\xfe"),
    "more_behind_the_message": frame(header_of(wire.Status(1)) + b"\x00"),
    "deep": frame(
        b"\x83\xa4type\xa5reply\xa8storages\x90\xa6values\x91"
        + b"\x83\xa4type\xa8sequence\xa4kind\xa4list\xa5items\x91" * 50_000
    ),
}


@pytest.mark.parametrize("sent", MALFORMED.values(), ids=MALFORMED)
def test_what_is_no_message_is_refused(ends, sent):
    ours, theirs = ends
    sender = threading.Thread(target=theirs.sendall, args=(sent,))
    sender.start()
    with pytest.raises(BadReply, match="what came back is not a message of the grader's own"):
        ours.receive(5)
    sender.join()


@pytest.mark.parametrize("sent", [b"\x01", PREFIX.pack(5, 0) + b"ab", PREFIX.pack(0, 9) + b"ab"])
def test_a_frame_that_is_cut_off_is_told_from_an_end(ends, sent):
    ours, theirs = ends
    theirs.sendall(sent)
    theirs.close()
    with pytest.raises(BadReply, match="what came back ends in the middle"):
        ours.receive(5)


def test_an_end_between_frames_is_an_end(ends):
    ours, theirs = ends
    theirs.close()
    with pytest.raises(Gone):
        ours.receive(5)
    with pytest.raises(Gone):
        ours.send(wire.Ended(0))


@pytest.mark.parametrize(
    "lengths", [(wire.MAX_HEADER_BYTES + 1, 0), (0, wire.MAX_BLOCK_BYTES + 1), (2**32 - 1, 2**64 - 1)]
)
def test_a_frame_above_the_caps_is_refused_by_its_lengths_alone(ends, lengths):
    ours, theirs = ends
    theirs.sendall(PREFIX.pack(*lengths))
    with pytest.raises(BadReply, match=r"too large \(\d+ MB; at most 256 MB of numbers are read\)"):
        ours.receive(5)


def test_a_length_that_lies_takes_no_memory(ends):
    ours, theirs = ends
    theirs.sendall(PREFIX.pack(wire.MAX_HEADER_BYTES, wire.MAX_BLOCK_BYTES) + b"little")
    tracemalloc.start()
    with pytest.raises(OutOfTime):
        ours.receive(0.1)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3 * wire.CHUNK_BYTES


@pytest.mark.parametrize("sent", [b"", b"\x01", PREFIX.pack(5, 0) + b"ab"])
def test_silence_is_out_of_time(ends, sent):
    ours, theirs = ends
    theirs.sendall(sent)
    with pytest.raises(OutOfTime):
        ours.receive(0.05)


def test_a_reply_that_drips_is_out_of_time_as_a_whole(ends):
    ours, theirs = ends
    over = threading.Event()

    def drip():
        theirs.sendall(PREFIX.pack(1000, 0))
        while not over.wait(0.02):
            theirs.sendall(b"x")

    dripping = threading.Thread(target=drip)
    dripping.start()
    with pytest.raises(OutOfTime):
        ours.receive(0.2)
    over.set()
    dripping.join()


def test_a_peer_that_does_not_read_is_out_of_time(ends):
    ours, theirs = ends
    theirs.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    ours.sock.settimeout(0.05)
    with pytest.raises(OutOfTime, match="did not read what it was called with"):
        ours.send(wire.Ended(0), [memoryview(bytes(1 << 20))] * 4)
