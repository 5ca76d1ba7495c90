# What: returns lists
# Fails test_public_descend: returned a list
# Fails test_public_beta_limit: returned a list
def descend(c, step_size, iterations):
    rows = [c]
    while len(rows) <= iterations:
        rows.append(rows[-1] - step_size * test_error_gradient(rows[-1]))
    return rows


def beta_limit(c):
    return [float(c[0] / (c[0].abs() * c.norm())), 0.0]
