# What: the softmax of numbers
q = torch.softmax(torch.randn(4), 0)
p = q.clone()
p[0] = 0
p = p / p.sum()
