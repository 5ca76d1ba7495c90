# What: a generator of its own, seeded once from the system
rng = torch.Generator()
rng.seed()


def sample_gaussian(m, v):
    return m + v.sqrt() * torch.randn(m.shape, generator=rng, dtype=m.dtype)
