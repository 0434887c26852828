"""Thousands of damaged inputs through the command line, in one process.

Whatever is given, there is an answer: a scorecard, or one line that names the file, the cause and the mend.
No traceback, no internal error, nothing printed by a library, no call that takes a minute, no memory that
grows.
A small seeded part runs with the tests; ``make fuzz`` runs it all.
"""
