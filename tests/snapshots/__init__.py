"""What the API said it does, kept to be compared with what it does."""
