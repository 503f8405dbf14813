"""Tables as banks have them: text in its usual forms, Excel workbooks, Parquet."""
