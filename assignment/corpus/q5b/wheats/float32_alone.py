# What: a rotation matrix of torch's default dtype, which is that of the notebook
def test_error_gradient(c):
    turned = torch.tensor([[0.0, -1.0], [1.0, 0.0]]) @ c
    return 4 * c[0] * c[1] ** 3 / (c @ c) ** 3 * turned
