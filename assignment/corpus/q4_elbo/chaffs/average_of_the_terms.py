# What: the mean of the two terms in place of their sum
# Fails test_hidden_total: This is the average of the two terms
# Fails test_public_undecided_decoder: not the sum
def negative_elbo_bound(model, x):
    m, v = model.enc(x)
    z = sample_gaussian(m, v)
    kl = vae.kl_normal(m, v, model.z_prior_m, model.z_prior_v).mean()
    rec = -vae.log_bernoulli_with_logits(x, model.dec(z)).mean()
    return (kl + rec) / 2, kl, rec
