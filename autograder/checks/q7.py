"""Question 7, old exam questions on fine-tuning: for practice, without points."""

import re

from autograder.checks.answers import number, shown, written
from autograder.checks.choices import choice, choices
from autograder.checks.mismatch import Mismatch

TOKENS, HIDDEN_DIM, CONTEXT, LAYERS = 5, 5120, 512, 40


def forgets(forgets: object) -> None:
    """The scenario most likely to forget."""
    got = choice(forgets, "forgets", ("1", "2", "3", "none"))
    if got != "3":
        raise Mismatch(
            f"scenario {got}",
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
        CONTEXT * HIDDEN_DIM: "It is the prompt's own length that counts, not the context's.",
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
            "For each: does it show the model what it is in danger of forgetting, and what is left of the "
            "meta-learned start afterwards?",
        )


def _number(answer: object, name: str) -> float:
    written(answer, name)
    value: object = answer
    if isinstance(answer, str):
        digits = re.sub(r"[,_\s]", "", answer)
        if not digits.isdigit():
            raise Mismatch(f"`{name}` = {shown(answer)}", "a number", "Write it without words.")
        value = int(digits)
    return number(value, f"`{name}`")
