"""Jobs, passages and users in a database: SQLite for one process, PostgreSQL for many."""
