"""`make demo`: the whole way once, as a client would go it."""
