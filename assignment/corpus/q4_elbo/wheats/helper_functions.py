# What: split into functions of its own, with keyword arguments
def divergence(model, m, v):
    return vae.kl_normal(qm=m, qv=v, pm=model.z_prior_m, pv=model.z_prior_v)


def reconstruction(model, x, z):
    return -vae.log_bernoulli_with_logits(x, logits=model.dec(z))


def negative_elbo_bound(model, x, **kwargs):
    m, v = model.enc(x)
    kl = torch.mean(divergence(model, m, v))
    rec = torch.mean(reconstruction(model, x, sample_gaussian(m, v)))
    return torch.add(kl, rec), kl, rec
