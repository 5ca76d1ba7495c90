# What: a comprehension
defences = {letter for letter in "abc" if letter not in "bc"}
