"""The report of a run: tables, bars and shortcomings."""
