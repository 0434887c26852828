"""Generated sales calls whose words, times, roles and verdicts are known exactly. See README.md."""
