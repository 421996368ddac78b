"""Programs that print figures side by side, on the same weights and in the same run."""
