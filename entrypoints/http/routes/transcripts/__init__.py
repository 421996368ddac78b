"""What came of a job: to be read, heard, seen and put right."""
