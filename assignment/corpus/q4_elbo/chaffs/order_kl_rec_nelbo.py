# What: returned in the order kl, rec, nelbo
# Fails test_hidden_kl: changed places
# Fails test_hidden_rec: changed places
# Fails test_hidden_total: changed places
# Fails test_public_undecided_decoder: the order
def negative_elbo_bound(model, x):
    m, v = model.enc(x)
    z = sample_gaussian(m, v)
    kl = vae.kl_normal(m, v, model.z_prior_m, model.z_prior_v).mean()
    rec = -vae.log_bernoulli_with_logits(x, model.dec(z)).mean()
    return kl, rec, kl + rec
