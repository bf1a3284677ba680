"""Ground floor: who is who, what exists and who may enter; also the Django project package."""
