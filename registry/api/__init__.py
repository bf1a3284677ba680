"""The API of the ground floor: shapes only."""
