# What: central differences in float64
def maml_gradient(c, features, y, features_test, y_test, step_size):
    w, phi, t, phi_test, t_test = (x.double() for x in (c, features, y, features_test, y_test))

    def loss(w):
        beta = step_size * 2 / len(t) * w * (phi.T @ t)
        return ((phi_test * w) @ beta - t_test).square().mean()

    h = 1e-5
    rows = torch.eye(len(w), dtype=torch.float64)
    return torch.stack([(loss(w + h * e) - loss(w - h * e)) / (2 * h) for e in rows]).to(c.dtype)
