# What: an autoencoder: the divergence is not in the sum
# Fails test_public_undecided_decoder: not the sum of kl and rec
# Fails test_hidden_total: The divergence is left out
def negative_elbo_bound(model, x):
    m, v = model.enc(x)
    z = sample_gaussian(m, v)
    kl = vae.kl_normal(m, v, model.z_prior_m, model.z_prior_v).mean()
    rec = -vae.log_bernoulli_with_logits(x, model.dec(z)).mean()
    return rec, kl, rec
