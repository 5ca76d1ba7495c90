# What: fractions
from fractions import Fraction

p = [Fraction(1, 3), Fraction(2, 3), Fraction(0)]
q = [Fraction(1, 3)] * 3
