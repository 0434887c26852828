"""Chinese text of a call: folded, sounded out, searched, read for numbers, and weighed in its context."""
