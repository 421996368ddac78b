"""The routes: one package for each area, one file for each group."""
