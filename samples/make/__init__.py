"""Renders the scripts under `samples/scripts` to recordings, metadata, exact transcripts and hand labels."""
