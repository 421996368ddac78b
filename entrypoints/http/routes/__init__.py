"""The routes, one room an area, one file a group."""
