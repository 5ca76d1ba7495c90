# What: sums divided by the number of images
import torch.nn.functional as F


def negative_elbo_bound(model, x):
    m, v = model.enc(x)
    z = sample_gaussian(m, v)
    kl = vae.kl_normal(m, v, model.z_prior_m, model.z_prior_v).sum() / x.shape[0]
    rec = F.binary_cross_entropy_with_logits(model.dec(z), x, reduction="sum") / x.shape[0]
    return kl + rec, kl, rec
