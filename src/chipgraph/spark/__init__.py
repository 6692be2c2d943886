"""The scan beyond one machine: a Spark program over the Parquet files of a table graph (W2 to W5, W7, W8, W12, W17)."""
