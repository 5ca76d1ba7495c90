"""A promise of the Gradescope autograder that was not kept."""


class Failed(Exception):
    """The message says which promise, and what was found."""
