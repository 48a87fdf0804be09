"""What people type, read and answered in their language."""
