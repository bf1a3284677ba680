"""The Celery app: Redis in server mode, a folder in DATA_DIR when there is no server.

The message is only a bell (registry/jobs.py holds the truth), so everything here is set to
fail fast: ids only, no results, no retries while publishing, short socket time-outs.
"""

from __future__ import annotations

import os
import time
import uuid
from pathlib import Path

from celery import Celery
from kombu.transport import TRANSPORT_ALIASES, filesystem, get_transport_cls
from kombu.utils.json import dumps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.settings")

from django.conf import settings


class FolderChannel(filesystem.Channel):
    """kombu's folder queue, except that a message appears whole or not at all.

    The original writes under the final name, so a worker that looks in the middle reads an
    empty message and stops.
    """

    def _put(self, queue: str, payload: object, **kwargs: object) -> None:
        folder = Path(self.data_folder_out)
        name = f"{time.time_ns():020}_{uuid.uuid4()}.{queue}.msg"
        unfinished = folder / f"{name}.part"
        unfinished.write_text(dumps(payload), encoding="utf-8")
        unfinished.replace(folder / name)


class FolderTransport(filesystem.Transport):
    """What `filesystem://` means in this project."""

    Channel = FolderChannel


TRANSPORT_ALIASES["filesystem"] = "registry.celery:FolderTransport"


def _make_folders() -> None:
    """The folder broker needs its folders before the first message."""
    for option in ("data_folder_in", "data_folder_out", "control_folder"):
        if folder := settings.CELERY_BROKER_TRANSPORT_OPTIONS.get(option):
            Path(folder).mkdir(parents=True, exist_ok=True)


app = Celery("registry")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    include=["registry.jobs"],
    # Ids in, nothing out, never pickle.
    task_serializer="json",
    accept_content=["json"],
    task_ignore_result=True,
    task_default_queue="jobs",
    # The lease in the row brings a lost job back; the broker must not do it as well.
    task_acks_late=True,
    task_reject_on_worker_lost=False,
    worker_prefetch_multiplier=1,
    # A render that hangs is stopped, a worker that grows is replaced.
    task_soft_time_limit=settings.JOB_SECONDS,
    task_time_limit=settings.JOB_SECONDS + 30,
    worker_max_tasks_per_child=100,
    worker_max_memory_per_child=600_000,  # kB
    # A broker that is away: the publisher gives up at once, the worker waits for it for ever.
    task_publish_retry=False,
    broker_connection_timeout=1,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    # Nobody listens to these; without them the queue carries jobs only.
    worker_enable_remote_control=False,
    worker_send_task_events=False,
    worker_hijack_root_logger=False,
    beat_scheduler="celery.beat:Scheduler",  # keeps nothing on disk: the entries are fixed
    beat_schedule={
        "sweep": {
            "task": "registry.jobs.sweep",
            "schedule": settings.JOB_SWEEP_SECONDS,
            "options": {"expires": settings.JOB_SWEEP_SECONDS * 2},
        },
        "daily": {
            "task": "registry.jobs.daily",
            "schedule": settings.DAILY_LOOK_SECONDS,
            "options": {"expires": settings.DAILY_LOOK_SECONDS},
        },
        "hourly": {
            "task": "registry.jobs.hourly",
            "schedule": settings.DAILY_LOOK_SECONDS,
            "options": {"expires": settings.DAILY_LOOK_SECONDS},
        },
    },
)
_make_folders()
# The first bell must not pay for loading the broker's client.
get_transport_cls(settings.CELERY_BROKER_URL.partition(":")[0])
