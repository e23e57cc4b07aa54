"""What happens around the queue: who is rung, what the waiting hear and press, where those go who cannot be served."""
