# What: one draw as a dimension in front, and Independent distributions
import torch.distributions as D


def negative_elbo_bound(model, x):
    m, v = model.enc(x)
    q = D.Independent(D.Normal(m, v.sqrt()), 1)
    p = D.Independent(D.Normal(model.z_prior_m.expand_as(m), model.z_prior_v.sqrt().expand_as(v)), 1)
    z = q.rsample((1,))
    likelihood = D.Independent(D.Bernoulli(logits=model.dec(z)), 1)
    rec = -likelihood.log_prob(x.expand(1, *x.shape)).mean(0)
    kl = D.kl_divergence(q, p)
    return (rec + kl).mean(), kl.mean(), rec.mean()
