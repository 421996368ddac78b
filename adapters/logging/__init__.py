"""Log the events of jobs, limit repeated log lines, and pass events to several listeners."""
