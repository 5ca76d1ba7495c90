# What: with X^T X and X^T y
def gradient_step(w: torch.Tensor, X: torch.Tensor, y: torch.Tensor, lam: torch.Tensor, rate: float) -> torch.Tensor:
    n = len(X)
    return torch.addmv(w, X.T @ X / n + lam * torch.eye(len(w), dtype=X.dtype), w, alpha=-2 * rate) + 2 * rate / n * X.T @ y
