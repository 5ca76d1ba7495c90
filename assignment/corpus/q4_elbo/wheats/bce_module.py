# What: the loss as a module
def negative_elbo_bound(model, x):
    m, v = model.enc(x)
    z = sample_gaussian(m, v)
    kl = vae.kl_normal(m, v, model.z_prior_m, model.z_prior_v).mean()
    rec = nn.BCEWithLogitsLoss(reduction="sum")(model.dec(z), x) / len(x)
    return kl + rec, kl, rec
