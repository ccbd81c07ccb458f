"""The commit before new fields and topics, beside the present code: its records, and its processes on one broker."""
