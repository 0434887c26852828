"""What people see of a scorecard: a table in the terminal and a page to listen with."""
