# What: a frozen set
defences = frozenset("a")
