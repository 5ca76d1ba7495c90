"""A package that students get."""
