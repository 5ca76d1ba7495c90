# What: a named tuple, and matrices of covariance
from typing import NamedTuple


class Bound(NamedTuple):
    nelbo: torch.Tensor
    kl: torch.Tensor
    rec: torch.Tensor


def negative_elbo_bound(model, x):
    mean, variance = model.enc(x.view(x.size(0), -1))
    posterior = torch.distributions.MultivariateNormal(mean, torch.diag_embed(variance))
    prior = torch.distributions.MultivariateNormal(
        model.z_prior_m.expand(mean.shape[1]), torch.eye(mean.shape[1]) * model.z_prior_v
    )
    kl = torch.distributions.kl_divergence(posterior, prior).mean()
    rec = vae.log_bernoulli_with_logits(x, model.dec(sample_gaussian(mean, variance))).mean().neg()
    return Bound(nelbo=kl + rec, kl=kl, rec=rec)
