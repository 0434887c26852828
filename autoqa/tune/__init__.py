"""Rules against what people decided: how well they agree, what to change, and what a change would do."""
