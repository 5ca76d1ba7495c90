# What: the expectation as a mean over a grid of orthonormal features
import math


def test_error_gradient(c, m=64):
    x = torch.arange(m, dtype=c.dtype) * (2 * math.pi / m)
    phi = math.sqrt(2) * torch.stack([x.cos(), x.sin()], dim=1)  # (m, 2)
    c = c.detach().clone().requires_grad_()
    beta = c / c.pow(2).sum()
    error = 0.5 * (phi[:, 0] - phi @ (c * beta)).square().mean()
    return torch.autograd.grad(error, c)[0]
