"""Talent: fields, what is known of demand, curricula, teachers and students."""
