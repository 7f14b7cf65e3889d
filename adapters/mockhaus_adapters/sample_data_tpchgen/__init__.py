"""Sample data from the `tpchgen-cli` program: real TPC-H tables as Parquet files."""
