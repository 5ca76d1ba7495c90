# What: numpy arrays
import numpy as np

p = np.array([0.2, 0.8, 0.0])
q = np.ones(3) / 3
