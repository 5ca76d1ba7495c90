"""How the downloads of one platform and another are laid out, a module each.

Each has `recognises(names)` and `handed(tree, stem)`: whether a download with files of these names is of its kind, and
what was handed in according to it. Nothing is opened but what the platform itself wrote.
"""
