"""Makes the OpenAPI 3.1 document from the routes and their models."""
