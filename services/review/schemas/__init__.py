"""What reviewers send and what they are shown."""
