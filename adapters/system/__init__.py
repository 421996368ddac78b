"""What the machine itself offers: its clock and its source of randomness."""
