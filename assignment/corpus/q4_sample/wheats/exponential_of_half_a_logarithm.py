# What: exp(0.5 log v), and noise drawn in place into an empty tensor
def sample_gaussian(m, v):
    return m + (0.5 * v.log()).exp() * torch.empty_like(m).normal_()
