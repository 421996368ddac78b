"""`make samples`: speak the texts of `samples/` with synthetic voices."""
