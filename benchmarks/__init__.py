"""Speed and growth, measured side by side."""

import autoqa  # noqa: F401 (limits the threads of NumPy, before NumPy is imported)
