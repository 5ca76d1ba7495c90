"""The Gradescope zip: what is in it, how its setup.sh behaves, and the proof that builds an image of it."""
