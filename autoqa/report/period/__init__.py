"""The reports that managers send: daily, weekly, monthly, and how far the sampling quota is met."""
