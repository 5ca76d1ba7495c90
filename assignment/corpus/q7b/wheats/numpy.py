# What: an integer of numpy
import numpy as np

soft_prompt_parameters = np.prod([5, 5120])
