"""Which errors of the database mean that it does not answer."""

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from adapters.sql.errors import translated_errors
from domain.errors.capacity import DatabaseUnavailableError


def test_a_database_that_cannot_be_reached_is_unavailable() -> None:
    with pytest.raises(DatabaseUnavailableError), translated_errors():
        raise OperationalError("SELECT 1", {}, psycopg.OperationalError("connection refused"))


def test_a_value_that_is_too_large_is_not_taken_for_a_database_that_does_not_answer() -> None:
    refused = psycopg.errors.ProgramLimitExceeded("string is too long for tsvector")
    with pytest.raises(OperationalError), translated_errors():
        raise OperationalError("INSERT", {}, refused)
