"""How large a sample must be, and what a sample can show."""
