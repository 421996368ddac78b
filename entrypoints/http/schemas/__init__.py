"""The JSON models of the API's requests and responses."""
