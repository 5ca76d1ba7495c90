# What: a list
defences = ["a"]
