# What: callable objects in place of functions
class MinNorm:
    def __call__(self, A, y):
        gram = A @ A.T
        return A.T @ torch.linalg.solve(gram, y)


class BetaHat:
    def __init__(self, target=1.0):
        self.target = target

    def __call__(self, c):
        return self.target * c / c.pow(2).sum()


min_norm, beta_hat = MinNorm(), BetaHat()
