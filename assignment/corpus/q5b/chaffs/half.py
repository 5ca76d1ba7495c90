# What: half of it: the square's factor of 2 forgotten
# Fails test_hidden_gradient: half of what is right
def test_error_gradient(c):
    n = c @ c
    return 2 * c[0] * c[1] ** 3 / n**3 * torch.stack([-c[1], c[0]])
