"""Who is asking, from where, and whether they may go on."""
