"""Where hidden inputs and the worker's random streams start: from what was handed in, and nothing else.

The same graded cells get the same inputs on any machine; two students do not; without the salt, which stays with the
staff, nobody can compute them.
"""

import hashlib


def submission_seed(assignment: str, salt: str, graded_digest: str) -> str:
    """The seed of one submission, 64 hexadecimal digits."""
    return hashlib.sha256(f"{assignment}\n{salt}\n{graded_digest}".encode()).hexdigest()


def derived(seed: str, *purpose: str) -> int:
    """A seed of 63 bits for one purpose, such as one test case of one question."""
    digest = hashlib.sha256("\n".join([seed, *purpose]).encode()).digest()
    return int.from_bytes(digest[:8]) >> 1
