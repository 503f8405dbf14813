"""The work on a batch: its chunks, in processes of one machine or on a cluster."""
