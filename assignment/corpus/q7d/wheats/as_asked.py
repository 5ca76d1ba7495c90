# What: as asked
defences = {"a"}
