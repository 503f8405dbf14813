"""One module a command; it reads options, calls the program, and prints."""
