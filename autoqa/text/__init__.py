"""Chinese text of a telephone call: folded, sounded out, searched, read for numbers and for what a phrase is
used for."""
