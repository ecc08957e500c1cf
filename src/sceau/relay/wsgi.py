"""The relay as a WSGI application: import this in a process whose environment has the settings."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sceau.relay.settings")
application = get_wsgi_application()
