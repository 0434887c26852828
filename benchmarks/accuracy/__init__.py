"""How right the program is on the benchmark's calls, beside the plain way of doing it. See README.md."""
