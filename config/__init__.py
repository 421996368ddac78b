"""How the house is put together: settings are read once, and one container wires everything."""
