"""The model that ships with autoqa (`embedded/`), and the recipe that makes it (`recipe/`)."""
