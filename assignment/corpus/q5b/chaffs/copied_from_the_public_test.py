# What: the value of the public test
# Fails test_hidden_gradient: It is 0 for every c
# Fails test_hidden_orthogonal: Here the error does change with c
# Fails q5c/test_hidden_steps: Nothing moves
# Fails q5c/test_hidden_rate: a slow fall
def test_error_gradient(c):
    return torch.zeros(2)
