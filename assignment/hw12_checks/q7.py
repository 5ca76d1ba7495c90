"""Question 7, old exam questions on fine-tuning: for practice, without points."""

import re

from autograder.checking.answers import number, shown, written
from autograder.checking.mismatch import Mismatch
from hw12_checks.choices import choice, choices

TOKENS, HIDDEN_DIM, CONTEXT, LAYERS, MODEL = 5, 5120, 512, 40, 13_000_000_000


def forgets(forgets: object) -> None:
    """The plan that is most likely to forget."""
    got = choice(forgets, "forgets", ("1", "2", "3", "none"))
    if got != "3":
        raise Mismatch(
            f"plan {got}" if got != "none" else "none of the plans",
            "the one in which what was learned before is most at risk",
            "In which of them do the weights that hold the pre-trained knowledge change?",
        )


def soft_prompt(soft_prompt_parameters: object) -> None:
    """The number of parameters that one task's soft prompt trains."""
    got = _number(soft_prompt_parameters, "soft_prompt_parameters")
    if got == TOKENS * HIDDEN_DIM:
        return
    hints: dict[float, str] = {
        TOKENS * HIDDEN_DIM * LAYERS: "A soft prompt enters at the input alone, not at every layer.",
        2 * TOKENS * HIDDEN_DIM * LAYERS: "A soft prompt enters at the input alone, not at every layer.",
        CONTEXT * HIDDEN_DIM: "It is the prompt's own length that counts, not the context's.",
        (CONTEXT + TOKENS) * HIDDEN_DIM: "The text of the task is given: which of the vectors are trained?",
        HIDDEN_DIM: "That is one vector: how many of them is the prompt?",
        MODEL: "The model is frozen: none of its own parameters are trained.",
        MODEL + TOKENS * HIDDEN_DIM: "The model is frozen: none of its own parameters are trained.",
        TOKENS * CONTEXT: "The context length is a number of places: how wide is each of them?",
        TOKENS: "Each token of the prompt is a vector: how long is it?",
        3 * TOKENS * HIDDEN_DIM: "Count one task.",
    }
    hint = hints.get(
        got, "What exactly is trained when the model is frozen, and how many numbers is that for one task?"
    )
    raise Mismatch(f"{got:,.10g}", "another number of parameters", hint)


def method(meta_method: object) -> None:
    """The meta-learning method that is practical with many inner steps and much data."""
    got = choice(meta_method, "meta_method", ("MAML", "REPTILE"))
    if got != "REPTILE":
        raise Mismatch(
            got,
            "the more practical of the two here",
            "What does each of them have to keep in memory and differentiate through when the inner loop grows?",
        )


def defences(defences: object) -> None:
    """The measures that defend what the model knew without giving up what was meta-learned."""
    got = choices(defences, "defences", ("a", "b", "c"))
    if got != {"a"}:
        raise Mismatch(
            f"{', '.join(sorted(got)) or 'none of them'}",
            "another selection",
            _about_defences(got),
        )


def _about_defences(got: set[str]) -> str:
    if "b" in got:
        return "Look at (b) again: does this data show the model what it is in danger of forgetting?"
    if "c" in got:
        return "Look at (c) again: what is left of the meta-learned start once A is back at zero?"
    return "Look at (a) again: what is the model in danger of forgetting, and which data holds it?"


def _number(answer: object, name: str) -> float:
    written(answer, name)
    value: object = answer
    if isinstance(answer, str):
        digits = re.sub(r"[,_\s]", "", answer)
        if not digits.isdigit():
            raise Mismatch(
                f"`{name}` = {shown(answer)}",
                "a number",
                "Write it in digits, without words, or as a product without quotes.",
            )
        value = int(digits)
    return number(value, f"`{name}`")
