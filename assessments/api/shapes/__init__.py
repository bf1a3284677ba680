"""What is sent and what is taken: explicit fields, reading and writing apart."""
