"""Which calls people must listen to: quotas of the standards, drawn by a recorded seed."""
