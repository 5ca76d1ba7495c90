"""What Gradescope gets, and what runs there for each submission."""
