# What: one image after the other
def negative_elbo_bound(model, x):
    kls, recs = [], []
    for image in x:
        m, v = model.enc(image.unsqueeze(0))
        logits = model.dec(sample_gaussian(m, v))
        kls.append(vae.kl_normal(m, v, model.z_prior_m, model.z_prior_v))
        recs.append(-vae.log_bernoulli_with_logits(image.unsqueeze(0), logits))
    kl, rec = torch.cat(kls).mean(), torch.cat(recs).mean()
    return kl + rec, kl, rec
