"""How the service behaves on many machines: ratios, each of one run on one machine."""
