# What: the sample drawn in the function itself
def negative_elbo_bound(model, x):
    m, v = model.enc(x)
    z = m + torch.sqrt(v) * torch.randn_like(m)
    kl = vae.kl_normal(m, v, model.z_prior_m, model.z_prior_v).mean()
    rec = -vae.log_bernoulli_with_logits(x, model.dec(z)).mean()
    return kl + rec, kl, rec
