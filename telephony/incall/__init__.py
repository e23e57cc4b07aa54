"""What happens in a talk besides talking: third parties, recording, a way through a menu, surveys, codes."""
