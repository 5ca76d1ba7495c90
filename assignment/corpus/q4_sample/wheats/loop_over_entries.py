# What: a loop over every entry
def sample_gaussian(m, v):
    entries = []
    for mean, variance in zip(m.flatten(), v.flatten()):
        entries.append(mean + torch.sqrt(variance) * torch.randn(()))
    return torch.stack(entries).reshape(m.shape)
