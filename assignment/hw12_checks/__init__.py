"""What a right answer to homework 12 is, one module a question: pure functions of what a student wrote.

A check returns None, or raises Mismatch with a sentence for the student. Checks judge behavior: they call, and look
at tensors and attributes, never at source text, so they hold for a function of this process and for a stand-in of one
in another. They draw every input from `randomness.generator()`. `autograder.checking` is the library they use.
"""
