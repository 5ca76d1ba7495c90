# What: binary_cross_entropy_with_logits without reduction, then sum and mean
def negative_elbo_bound(model, x):
    m, v = model.enc(x)
    kl = vae.kl_normal(m, v, model.z_prior_m, model.z_prior_v).mean()
    logits = model.dec(sample_gaussian(m, v))
    bce = nn.functional.binary_cross_entropy_with_logits(logits, x, reduction="none")
    rec = bce.sum(dim=-1).mean()
    nelbo = rec + kl
    return nelbo, kl, rec
