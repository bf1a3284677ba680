"""The print shop over HTTP: orders and files; who may have what is decided by the actions."""
