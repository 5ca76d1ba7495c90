"""Question 3b: which terms of the loss reach the gradients of the encoder and of the decoder."""

from autograder.checking.mismatch import Mismatch
from hw12_checks.choices import choices

TERMS = ("task loss", "latent regularizer")


def encoder(encoder_terms: object) -> None:
    """The terms that depend on the encoder's parameters."""
    _compare(choices(encoder_terms, "encoder_terms", TERMS), {"task loss", "latent regularizer"}, "encoder")


def decoder(decoder_terms: object) -> None:
    """The terms that depend on the decoder's parameters."""
    _compare(choices(decoder_terms, "decoder_terms", TERMS), {"task loss"}, "decoder")


def _compare(got: set[str], want: set[str], network: str) -> None:
    if got != want:
        raise Mismatch(
            f"{', '.join(sorted(got)) or 'no term'} for the {network}",
            "another set of terms",
            f"Follow each term back through the diagram, with V as an input: does a path lead to the {network}'s "
            "parameters?",
        )
