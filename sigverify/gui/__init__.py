"""The clerk's window. Only this package imports PySide6."""
