# What: nelbo as a plain number
# Fails test_hidden_gradients: without a graph
# Fails test_public_three_scalars: expected a tensor
# Fails test_public_undecided_decoder: have to be scalar tensors
def negative_elbo_bound(model, x):
    m, v = model.enc(x)
    z = sample_gaussian(m, v)
    kl = vae.kl_normal(m, v, model.z_prior_m, model.z_prior_v).mean()
    rec = -vae.log_bernoulli_with_logits(x, model.dec(z)).mean()
    return (kl + rec).item(), kl, rec
