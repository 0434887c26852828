"""Calibration: how sure the program may be of a reply and of a verdict, learnt on the benchmark's "fit"
half."""
