# What: as asked
forward_kl = "B"
reverse_kl = "A"
