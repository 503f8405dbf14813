"""The items of a batch: from a table, from two folders, or from a letter of cheques."""
