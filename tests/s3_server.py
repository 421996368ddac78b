"""An S3 server in this process (moto), and new buckets on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.s3.models import FakeBucket, s3_backends
from moto.server import ThreadedMotoServer

REGION = "us-east-1"


@contextmanager
def s3_server() -> Iterator[str]:
    """Run the server and give its address."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def new_bucket(endpoint: str, monkeypatch: pytest.MonkeyPatch) -> FakeBucket:
    """Make a bucket, and let the environment lead to its server."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    monkeypatch.setenv("AWS_REGION", REGION)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    return s3_backends[DEFAULT_ACCOUNT_ID]["aws"].create_bucket(f"bucket-{uuid4()}", REGION)


def delete_bucket(bucket: FakeBucket) -> None:
    """Delete a bucket with all that is in it."""
    bucket.keys.clear()
    s3_backends[DEFAULT_ACCOUNT_ID]["aws"].delete_bucket(bucket.name)


def put_object(bucket: FakeBucket, key: str, content: bytes) -> None:
    """Put an object into a bucket, as another program would."""
    s3_backends[DEFAULT_ACCOUNT_ID]["aws"].put_object(bucket.name, key, content)
