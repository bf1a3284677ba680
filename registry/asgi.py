"""The web process for servers that speak ASGI; WSGI is what we measure and recommend."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")
application = get_asgi_application()
