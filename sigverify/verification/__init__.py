"""The one place that walks the whole way from files to a decision."""
