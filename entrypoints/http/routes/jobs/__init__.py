"""Jobs: handed in, watched, told of."""
