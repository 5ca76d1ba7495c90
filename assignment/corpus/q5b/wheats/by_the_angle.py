# What: in polar coordinates
def test_error_gradient(c):
    angle, r = torch.atan2(c[1], c[0]), torch.hypot(c[0], c[1])
    slope = 4 * torch.sin(angle) ** 3 * torch.cos(angle) / r
    return slope * torch.stack([-torch.sin(angle), torch.cos(angle)])
