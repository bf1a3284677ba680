"""Files in an S3-compatible bucket: a real server on loopback, spoken to over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from moto.server import ThreadedMotoServer

from registry import environment

KEYS = {"S3_ACCESS_KEY_ID": "test", "S3_SECRET_ACCESS_KEY": "test", "S3_REGION": "eu-north-1"}


@pytest.fixture
def bucket() -> Iterator[dict[str, str]]:
    """The environment of an installation whose files lie in a bucket."""
    name = f"files-{uuid4()}"  # the server remembers buckets for as long as the process lives
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    client = boto3.client(
        "s3", endpoint_url=address, region_name="eu-north-1",
        aws_access_key_id="test", aws_secret_access_key="test",
    )  # fmt: skip
    client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-north-1"})
    yield {"S3_BUCKET": name, "S3_ENDPOINT_URL": address, **KEYS}
    server.stop()


def test_a_file_put_in_the_bucket_comes_out_the_same(bucket: dict[str, str], tmp_path: Path) -> None:
    storage = storages.create_storage(environment.file_storage(bucket, tmp_path))
    name = storage.save("renditions/ab/ab.pdf", ContentFile(b"%PDF-1.7 \x00\xff"))
    with storage.open(name) as file:
        assert file.read() == b"%PDF-1.7 \x00\xff"


def test_an_equal_name_does_not_overwrite(bucket: dict[str, str], tmp_path: Path) -> None:
    storage = storages.create_storage(environment.file_storage(bucket, tmp_path))
    first = storage.save("renditions/ab/ab.pdf", ContentFile(b"one"))
    assert storage.save("renditions/ab/ab.pdf", ContentFile(b"two")) != first
