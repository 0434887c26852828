"""Training of the model that tells two voices on one channel apart."""
