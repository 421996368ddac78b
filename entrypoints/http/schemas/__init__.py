"""The JSON of the API: models of what comes in and what goes out."""
