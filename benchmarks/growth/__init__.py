"""Time and memory against length of the call, number of rules, calls in the store, workers."""
