# What: callable objects with further keyword arguments
class Descent:
    def __init__(self, gradient=None):
        self.gradient = gradient

    def __call__(self, c, step_size=0.1, iterations=10, *, verbose=False):
        gradient = self.gradient or test_error_gradient
        rows = [c]
        for i in range(iterations):
            rows.append(torch.sub(rows[-1], gradient(rows[-1]), alpha=step_size))
            if verbose:
                print(i, rows[-1])
        return torch.vstack(rows)


class Limit:
    def __call__(self, c):
        return torch.nn.functional.pad(torch.sgn(c[:1]) * c.square().sum().rsqrt(), (0, 1))


descend, beta_limit = Descent(), Limit()
