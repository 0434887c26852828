"""autoqa: draft scorecards for Chinese call recordings, with the seconds of audio that prove each flag."""

import os

__version__ = "0.1.0"

# NumPy's matrices here are small. On several threads they cost twice the processor time and, beside the
# recogniser's own threads, three times the wall time. Must be set before NumPy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
