"""What every RequestMeter promises."""

from abc import abstractmethod

import pytest

from application.ports.telemetry import RequestMeter


class RequestMeterContract:
    @abstractmethod
    def counted(self, method: str, endpoint: str, status_code: int) -> int:
        """Say how many requests of this kind were counted."""

    def test_a_request_is_counted_by_what_became_of_it(self, meter: RequestMeter) -> None:
        with meter.measure("GET") as outcome:
            outcome.endpoint = "/jobs/{job_id}"
            outcome.status_code = 404
        assert self.counted("GET", "/jobs/{job_id}", 404) == 1
        assert self.counted("POST", "/jobs/{job_id}", 404) == 0

    def test_a_request_that_crashes_is_counted_as_such_and_the_error_goes_on(
        self, meter: RequestMeter
    ) -> None:
        def crash() -> None:
            with meter.measure("POST") as outcome:
                outcome.endpoint = "/jobs/"
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            crash()
        assert self.counted("POST", "/jobs/", 500) == 1

    def test_requests_may_overlap(self, meter: RequestMeter) -> None:
        with meter.measure("GET") as first, meter.measure("GET") as second:
            first.endpoint, first.status_code = "/health", 200
            second.endpoint, second.status_code = "/jobs/", 200
        assert self.counted("GET", "/health", 200) == 1
        assert self.counted("GET", "/jobs/", 200) == 1
