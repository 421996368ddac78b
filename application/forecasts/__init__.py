"""Forecasts: how long until a job is done, from how fast the model has been."""
