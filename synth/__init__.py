"""Speech and telephone simulation for development: the model recipe, samples, tests and benchmarks.

Not part of the shipped package. Needs espeak-ng's shared library and pypinyin.
"""
