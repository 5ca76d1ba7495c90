# What: a callable object, with a cache for its parts
class Gradient:
    def __init__(self):
        self.turn = torch.tensor([[0.0, -1.0], [1.0, 0.0]], dtype=torch.float64)

    def __call__(self, c, *, scale=1.0):
        w = c.double()
        n = w.dot(w)
        along = self.turn @ w
        return (scale * 4 * w.prod() * w[1] ** 2 / n**3 * along).to(c.dtype)


test_error_gradient = Gradient()
