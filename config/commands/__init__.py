"""What the commands of the command line do, each over a house of its own."""
