# What: torch.distributions throughout, an expanded prior, .mean(0)
from torch.distributions import Bernoulli, Independent, Normal, kl_divergence


def negative_elbo_bound(model, x):
    m, v = model.enc(x)
    q = Independent(Normal(m, v.sqrt()), 1)
    prior = Independent(Normal(model.z_prior_m.expand_as(m), model.z_prior_v.expand_as(v).sqrt()), 1)
    kl = kl_divergence(q, prior).mean(0)
    rec = -Independent(Bernoulli(logits=model.dec(q.rsample())), 1).log_prob(x).mean(0)
    return kl + rec, kl, rec
