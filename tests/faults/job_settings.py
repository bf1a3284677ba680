"""Settings of the real worker that tests start: the ground floor alone, and a short lease."""

from registry.settings import *  # noqa: F403
from registry.settings import INSTALLED_APPS as EVERY_APP

INSTALLED_APPS = [app for app in EVERY_APP if app not in ("assessments", "exports")]
JOB_HANDLERS = {"note": "tests.faults.job_handlers.note"}
JOB_LEASE_SECONDS = 1.0
JOB_BACKOFF_SECONDS = 0.1
JOB_SWEEP_SECONDS = 0.4
JOB_RING_AGAIN_SECONDS = 1.0

ROOT_URLCONF = "tests.faults.job_settings"  # the upper floors have pages too, and are not installed here
urlpatterns: list[object] = []
