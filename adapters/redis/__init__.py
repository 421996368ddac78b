"""What Redis does: remember answers, and slow down those who guess passwords."""
