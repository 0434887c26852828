"""Training text: a grammar of call-centre clauses, random words, numbers and short replies."""
