"""One Spark session for all tests: small graphs need one thread and one partition, and no compiled stages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from chipgraph.spark.session import Cluster, start

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

PLAIN = {
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}


@pytest.fixture(scope="session")
def spark() -> Iterator[SparkSession]:
    session = start(Cluster(master="local[1]", memory="1g", partitions=1, more=PLAIN))
    yield session
    session.stop()
