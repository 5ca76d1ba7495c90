"""Which addresses of a cluster are taken: TLS with certificates, or this machine itself."""

import argparse
import ipaddress
from urllib.parse import urlsplit


def address(text: str) -> str:
    """The address of a scheduler, as an option of the command.

    Raises ArgumentTypeError for what is no address, and for one that is neither TLS nor loopback: whoever reaches
    a plain scheduler can run programs on all its workers, and read what is sent.
    """
    parts = urlsplit(text)
    if parts.scheme not in {"tls", "tcp"} or not parts.hostname or not _has_port(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no address of a cluster; expected one like tls://host:8786")
    if not is_safe(text):
        raise argparse.ArgumentTypeError(
            f"{text} is a plain scheduler on another machine, which runs anybody's programs and sends hidden tests in "
            "the clear; expected tls://HOST:PORT: docs/cluster.md says how to make its certificates"
        )
    return text


def is_safe(text: str) -> bool:
    """Whether what is said to that address is encrypted, or does not leave this machine."""
    parts = urlsplit(text)
    return parts.scheme == "tls" or (parts.scheme == "tcp" and _is_loopback(parts.hostname or ""))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _has_port(text: str) -> bool:
    try:
        return urlsplit(text).port is not None
    except ValueError:
        return False
