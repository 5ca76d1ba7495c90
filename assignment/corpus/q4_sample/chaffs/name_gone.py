# What: another name for the function
# Fails test_*: `sample_gaussian` is not defined
# Fails q4_elbo/test_*: `sample_gaussian` is not defined
# Fails q4_elbo/test_hidden_kl: name 'sample_gaussian' is not defined
# Fails q4_elbo/test_hidden_rec: name 'sample_gaussian' is not defined
# Fails q4_elbo/test_hidden_total: name 'sample_gaussian' is not defined
def sample_gausian(m, v):
    return m + torch.sqrt(v) * torch.randn_like(m)
