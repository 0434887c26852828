"""Recipe of the embedded model: text, synthetic speech, network, training, export, evaluation."""
