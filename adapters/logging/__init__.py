"""Events as lines of the log, and on their way to several listeners."""
