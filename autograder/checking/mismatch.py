"""What a student reads where an answer is not right."""


class Mismatch(AssertionError):
    """An answer that is not right: what was got, what was expected, and what to look at next.

    The student reads the three as one text. `hint` is one or more whole sentences, and does not give the answer away.

    >>> print(Mismatch("a standard deviation of 9.0", "3.0", "`v` is the variance."))
    Got a standard deviation of 9.0; expected 3.0. `v` is the variance.
    """

    def __init__(self, got: str, expected: str, hint: str) -> None:
        super().__init__(got, expected, hint)
        self.got, self.expected, self.hint = got, expected, hint

    def __str__(self) -> str:
        return f"Got {self.got}; expected {self.expected}. {self.hint}"
