"""Feedback to agents (质检反馈单): a page an agent and period, what to keep, what to mend, examples."""
