# What: trace, determinant and distance of the two Gaussians
def negative_elbo_bound(model, x):
    m, v = model.enc(x)
    z = sample_gaussian(m, v)
    pv = model.z_prior_v.expand_as(v)
    pm = model.z_prior_m.expand_as(m)
    trace = (v / pv).sum(1)
    distance = ((pm - m).square() / pv).sum(1)
    log_det = pv.log().sum(1) - v.log().sum(1)
    kl = torch.mean((trace + distance - m.shape[1] + log_det) / 2)
    rec = -vae.log_bernoulli_with_logits(x, model.dec(z)).mean()
    return kl + rec, kl, rec
