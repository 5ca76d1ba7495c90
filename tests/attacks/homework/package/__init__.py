"""The support package of the attacked homework: nothing in it."""
