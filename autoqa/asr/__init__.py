"""Speech recognition. Nothing is imported here, so that the child process of a recogniser starts quickly."""
