"""Log in with OpenID Connect."""
