"""A Spark session, with clear words where PySpark or Java is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from chipgraph.errors import MissingExtraError, StoreError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_EXTRA = "The Spark scan needs pyspark. Install it with: pip install 'chipgraph[spark]'"
_JAVA = (
    "The Spark scan needs Java 17, and no working `java` was found on PATH or in JAVA_HOME. "
    "Install a JDK or JRE 17 (Debian, Ubuntu: apt-get install openjdk-17-jre-headless), or set JAVA_HOME."
)


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
        If there is no Java, or Spark does not start.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise MissingExtraError(_EXTRA) from error
    chosen = Cluster() if cluster is None else cluster
    if not _java_runs():
        raise StoreError(_JAVA)
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


def _java_runs() -> bool:
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if java is None:
        return False
    try:
        return subprocess.run([java, "-version"], capture_output=True, timeout=30, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
