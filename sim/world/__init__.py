"""What a world is made of: its settings, its regions and its tables."""
