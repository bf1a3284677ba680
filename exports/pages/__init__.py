"""What people see of the print shop."""
