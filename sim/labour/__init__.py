"""Labour: job seekers, matching, placement, and work in enterprises."""
