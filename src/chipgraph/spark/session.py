"""A Spark session, with clear words where PySpark or Java is missing."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from chipgraph.errors import MissingExtraError, StoreError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_EXTRA = "The Spark scan needs pyspark. Install it with: pip install 'chipgraph[spark]'"
_INSTALL = "Install Java 17 (Debian, Ubuntu: apt-get install openjdk-17-jre-headless), or set JAVA_HOME."
_VERSIONS = range(8, 22)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where the program runs.

    Attributes
    ----------
    master
        Address of a Spark master; ``local[N]`` is N threads of this machine.
    memory
        Memory of the driver, which in local mode is all there is.
    partitions
        Parts into which each shuffle is cut.
    more
        Further settings of Spark, by name.
    """

    master: str = "local[2]"
    memory: str = "4g"
    partitions: int = 8
    more: Mapping[str, str] | None = None


def start(cluster: Cluster | None = None) -> SparkSession:
    """Start a session, or give the one that runs.

    Raises
    ------
    MissingExtraError
        If PySpark is not installed.
    StoreError
        If there is no Java that Spark runs on, or Spark does not start.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise MissingExtraError(_EXTRA) from error
    chosen = Cluster() if cluster is None else cluster
    _check_java()
    stated = {
        "spark.driver.memory": chosen.memory,
        "spark.sql.shuffle.partitions": str(chosen.partitions),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.parquet.aggregatePushdown": "false",
        **(chosen.more or {}),
    }
    if chosen.master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    builder = SparkSession.builder.appName("chipgraph scan").master(chosen.master)
    for key, value in stated.items():
        builder = builder.config(key, value)
    try:
        session = builder.getOrCreate()
    except Exception as error:
        raise StoreError(f"Spark did not start at {chosen.master} ({error}). Check --master and --memory.") from error
    session.sparkContext.setLogLevel("ERROR")
    return session


def frame_of(session: SparkSession, rows: Sequence[tuple[object, ...]], columns: Mapping[str, str]) -> DataFrame:
    """Make a frame of a few rows without Python on the executors, which ``createDataFrame`` would start.

    Parameters
    ----------
    columns
        Name and type of each column.
    """
    from pyspark.sql import functions as fn

    text = json.dumps([dict(zip(columns, row, strict=True)) for row in rows], ensure_ascii=False)
    kind = ",".join(f"{name}:{of}" for name, of in columns.items())
    parsed = fn.from_json(fn.lit(text), f"array<struct<{kind}>>")
    return session.range(1).select(fn.explode(parsed).alias("row")).select("row.*")


def _check_java() -> None:
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    told = "" if java is None else _told_by(java)
    version = re.search(r'version "(?:1\.)?(\d+)', told)
    if version is None:
        raise StoreError(
            f"The Spark scan needs Java, and no working `java` was found on PATH or in JAVA_HOME. {_INSTALL}"
        )
    if int(version[1]) not in _VERSIONS:
        raise StoreError(f"{java} is Java {version[1]}, and Spark 3.5 runs on Java 8 to 21. {_INSTALL}")


def _told_by(java: str) -> str:
    try:
        return subprocess.run([java, "-version"], capture_output=True, text=True, timeout=60, check=False).stderr
    except (OSError, subprocess.TimeoutExpired):
        return ""
