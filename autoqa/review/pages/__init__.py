"""The pages: each handler takes a visit and answers it."""
