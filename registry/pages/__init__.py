"""HTML pages of the ground floor: signing in, people, agencies, solutions; and the frame of every page."""
