"""What a route is: where it answers, which keys open it, how it is documented."""
