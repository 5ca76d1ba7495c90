# What: computed from the runs, with numpy
import numpy as np

runs = {"nelbo": [105.1, 105.9, 106.3], "kl": [24.0, 24.2, 24.1], "rec": [81.1, 81.7, 82.2]}
vae_metrics = {name: (np.mean(values), np.std(values, ddof=1) / np.sqrt(3)) for name, values in runs.items()}
vae_data = "5k"
