"""What attacking cells begin with that write to the worker's own socket."""

SPEAK = """
import os, socket, struct, sys, time
from autograder.engine import wire

def channel():
    frame = sys._getframe()
    while frame is not None:
        one = getattr(frame.f_locals.get("self"), "_channel", None)
        if one is not None:
            return one
        frame = frame.f_back

def say(message, block=b""):
    channel().send(message, [memoryview(block)] if block else None)

def write(data):
    channel().sock.settimeout(None)
    channel().sock.sendall(data)
"""
