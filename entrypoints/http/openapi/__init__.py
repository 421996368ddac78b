"""What the API is, in words for programs: OpenAPI 3.1, made from what the routes really use."""
