# What: a tuple
defences = ("a",)
