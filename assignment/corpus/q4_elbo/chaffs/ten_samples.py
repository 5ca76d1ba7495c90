# What: ten samples of z for each image
# Fails test_hidden_one_sample: 10 samples of z
def negative_elbo_bound(model, x):
    m, v = model.enc(x)
    kl = vae.kl_normal(m, v, model.z_prior_m, model.z_prior_v).mean()
    recs = [-vae.log_bernoulli_with_logits(x, model.dec(sample_gaussian(m, v))).mean() for _ in range(10)]
    rec = torch.stack(recs).mean()
    return kl + rec, kl, rec
