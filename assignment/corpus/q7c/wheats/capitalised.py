# What: one capital
# Fails test_public_is_a_method: in capital letters and in quotes
meta_method = "Reptile"
