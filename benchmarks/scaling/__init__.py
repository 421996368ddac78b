"""How the service scales to many machines: ratios, each from one run on one machine."""
