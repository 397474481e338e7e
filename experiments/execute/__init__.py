"""Where and how runs are computed."""
