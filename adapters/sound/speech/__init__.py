"""Where somebody speaks, cut into windows, as features."""
