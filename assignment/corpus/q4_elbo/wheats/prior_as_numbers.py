# What: the prior as two numbers
import torch.nn.functional as F


def negative_elbo_bound(model, x):
    pm, pv = model.z_prior_m.item(), model.z_prior_v.item()
    m, v = model.enc(x)
    z = sample_gaussian(m, v)
    kl = 0.5 * (v / pv + (m - pm) ** 2 / pv - 1 - torch.log(v / pv)).sum(dim=1).mean(dim=0)
    rec = F.binary_cross_entropy_with_logits(model.dec(z), x, reduction="none").sum(1).mean(0)
    nelbo = torch.add(kl, rec)
    return nelbo, kl, rec
