# What: twice
defences = ["a", "a"]
