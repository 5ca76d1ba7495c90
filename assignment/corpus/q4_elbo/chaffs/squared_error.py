# What: a mean squared error
# Fails test_hidden_rec: squared error
# Fails test_public_undecided_decoder: how pixels and images are summed
def negative_elbo_bound(model, x):
    m, v = model.enc(x)
    z = sample_gaussian(m, v)
    kl = vae.kl_normal(m, v, model.z_prior_m, model.z_prior_v).mean()
    rec = nn.functional.mse_loss(model.dec(z).sigmoid(), x)
    return kl + rec, kl, rec
