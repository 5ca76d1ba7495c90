# What: Normal gets the variances as scales
# Fails test_hidden_kl: are taken as standard deviations
from torch.distributions import Normal, kl_divergence


def negative_elbo_bound(model, x):
    m, v = model.enc(x)
    z = sample_gaussian(m, v)
    kl = kl_divergence(Normal(m, v), Normal(model.z_prior_m, model.z_prior_v)).sum(-1).mean()
    rec = -vae.log_bernoulli_with_logits(x, model.dec(z)).mean()
    return kl + rec, kl, rec
