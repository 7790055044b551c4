"""Which URLs may be sent to: in the clear only what is written as this machine, whatever else leads there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from schemas.endpoints import ENDPOINT_PATTERN, endpoint_fault
from syncer.errors import CatalogError
from syncer.load.catalog import load_catalog

if TYPE_CHECKING:
    from pathlib import Path

ALLOWED = (
    "https://dynamodb.eu-central-1.amazonaws.com",
    "https://vpce-1a2b.dynamodb.eu-west-1.vpce.amazonaws.com/",
    "https://dynamodb.example.com:8443/a/path",
    "https://[2001:db8::1]:8443",
    "http://127.0.0.1:8000",
    "http://127.255.255.254",
    "http://localhost:8000/",
    "http://LocalHost:65535",
    "http://[::1]:8000",
    "http://[0:0:0:0:0:0:0:1]",
)
ELSEWHERE = (
    "http://dynamodb.eu-central-1.amazonaws.com",
    "http://169.254.169.254/latest",
    "http://10.0.0.1:8000",
    "http://0.0.0.0:8000",
    "http://localhost.example.com",
    "http://127.0.0.1.example.com",
    "http://127.0.0.256",
    "http://127.1:8000",
    "http://2130706433",
    "http://0x7f000001",
    "http://0177.0.0.1",
    "http://128.0.0.1",
    "http://[::]:8000",
    "http://[::11]",
    "http://[fe80::1]",
    "http://[::ffff:10.0.0.1]",
)
WITH_A_USER = (
    "http://user:word@127.0.0.1:8000",
    "http://127.0.0.1@example.com",
    "http://localhost:8000@example.com",
    "https://dynamodb.eu-central-1.amazonaws.com@example.com",
    "http://example.com\\@127.0.0.1",
)
NO_URL = (
    "",
    "localhost:8000",
    "//localhost",
    "ftp://127.0.0.1",
    "HTTP://127.0.0.1",
    "http:127.0.0.1",
    "http://",
    "http://localhost:0",
    "http://localhost:65536",
    "http://localhost:123456",
    "http://localhost:",
    "http://localhost:+80",
    "http://localhost:8000\n",
    "http://localhost\t",
    " http://localhost",
    "http://localhost\\.example.com",
    "http://localhost%2eexample.com",
    "http://localhost/?next=example.com",
    "http://localhost/#example.com",
    "http://localhost/a b",
    "http://locälhost",
    "http://\uff1127.0.0.1",
    "http://localhost\u3002example.com",
    "http://[::1%25eth0]",
    "http://[::1",
    "https://-example.com",
)


@pytest.mark.parametrize("url", ALLOWED)
def test_an_endpoint_that_may_be_used(url: str) -> None:
    """TLS goes anywhere, the rest to this machine."""
    assert endpoint_fault(url) == ""
    assert re.search(ENDPOINT_PATTERN, url)


@pytest.mark.parametrize(
    ("urls", "fault"),
    [
        (ELSEWHERE, "must be https:// where it is not on"),
        (WITH_A_USER, "user or a password"),
        (NO_URL, "a URL such as"),
    ],
)
def test_an_endpoint_that_may_not(urls: tuple[str, ...], fault: str) -> None:
    """Each says why; the published pattern takes none of them, so that an editor says so while it is written."""
    for url in urls:
        assert fault in endpoint_fault(url), url
        assert url.endswith("\n") or not re.search(ENDPOINT_PATTERN, url), url


SETTINGS = "name: t\ntargets:\n  a:\n    dynamodb:\n      table: models\n      endpoint: {}\n"


@pytest.mark.parametrize("url", [*ELSEWHERE, *WITH_A_USER])
def test_validate_says_where(url: str, tmp_path: Path) -> None:
    """File, line and column of the endpoint, in `catalog.yaml` and in a target's own file; the URL is not repeated."""
    (tmp_path / "models").mkdir()
    (tmp_path / "catalog.yaml").write_text(SETTINGS.format(f"'{url}'"))
    (tmp_path / "targets").mkdir()
    (tmp_path / "targets" / "b.yaml").write_text(f"dynamodb: {{table: models, endpoint: '{url}'}}\n")
    with pytest.raises(CatalogError) as caught:
        load_catalog(str(tmp_path))
    found = {(problem.where.rpartition("/")[2], problem.line, problem.column) for problem in caught.value.problems}
    assert found == {("catalog.yaml", 6, 17), ("b.yaml", 1, 37)}
    for problem in caught.value.problems:
        assert problem.message == endpoint_fault(url)
        assert problem.field is not None
        assert problem.field.endswith("endpoint")


def test_a_good_endpoint_is_taken(tmp_path: Path) -> None:
    """As it is written."""
    (tmp_path / "models").mkdir()
    (tmp_path / "catalog.yaml").write_text(SETTINGS.format("http://127.0.0.1:8000"))
    assert dict(load_catalog(str(tmp_path)).settings.targets["a"].store.settings)["endpoint"] == "http://127.0.0.1:8000"
