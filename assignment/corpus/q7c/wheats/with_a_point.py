# What: with a point
# Fails test_public_is_a_method: in capital letters and in quotes
meta_method = "Reptile."
