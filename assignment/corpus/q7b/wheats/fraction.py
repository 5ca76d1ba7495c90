# What: a fraction
from fractions import Fraction

soft_prompt_parameters = Fraction(51200, 2)
