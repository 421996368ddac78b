"""Fetches the libraries of the page out of npm, in the versions named here, with their licences.

A library is raised by another version here and `make vendor`.
"""
