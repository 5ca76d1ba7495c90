# What: the likelihood from the probabilities of pixels
def negative_elbo_bound(model, x):
    m, v = model.enc(x)
    z = sample_gaussian(m, v)
    kl = vae.kl_normal(m, v, model.z_prior_m, model.z_prior_v).mean()
    p = torch.sigmoid(model.dec(z))
    rec = -(x * p.log() + (1 - x) * (1 - p).log()).sum(-1).mean()
    return kl + rec, kl, rec
