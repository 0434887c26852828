"""The nightly batch: all new recordings, none twice, none lost, on one machine or many."""
