"""Sample calls: scripts, how they are made, and what came out. Synthetic; not part of the shipped package."""
