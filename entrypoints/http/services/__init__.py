"""What HTTP needs from the rest of the house: the use cases behind the routes, by area."""
