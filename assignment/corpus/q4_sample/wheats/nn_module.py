# What: an nn.Module with a forward
class SampleGaussian(nn.Module):
    def forward(self, m, v):
        return m + v.sqrt() * torch.randn_like(m)


sample_gaussian = SampleGaussian()
