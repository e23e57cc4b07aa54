"""What happens now, to browsers."""
