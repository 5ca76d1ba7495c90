# What: the divergence averaged over the dimensions of z
# Fails test_hidden_kl: averaged over the dimensions of z
def negative_elbo_bound(model, x):
    m, v = model.enc(x)
    z = sample_gaussian(m, v)
    pm, pv = model.z_prior_m, model.z_prior_v
    kl = (0.5 * (torch.log(pv) - torch.log(v) + v / pv + (m - pm) ** 2 / pv - 1)).mean()
    rec = -vae.log_bernoulli_with_logits(x, model.dec(z)).mean()
    return kl + rec, kl, rec
