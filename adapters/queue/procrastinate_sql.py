"""Statements on procrastinate's tables, besides procrastinate's own functions.

Each statement uses a partial index, so that none of them reads all waiting messages: the unique
one on `queueing_lock` of what is `todo`, and the one on `worker_id` of what is `doing`. As many
messages are `doing` as there are handlers, which is few.
"""

from typing import Final

WAITING: Final = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'"

WAITING_UP_TO: Final = """
SELECT count(*) FROM (
    SELECT FROM procrastinate_jobs WHERE status = 'todo' LIMIT %(capacity)s
) AS waiting
"""

# A job that waits again while its old handler runs counts as waiting, by its later row.
STATUSES: Final = """
SELECT message.queueing_lock, 'running' FROM procrastinate_jobs AS message
JOIN procrastinate_workers AS worker ON worker.id = message.worker_id
WHERE message.status = 'doing' AND message.worker_id IS NOT NULL
  AND message.queueing_lock = ANY(%(job_ids)s)
  AND worker.last_heartbeat > now() - make_interval(secs => %(silence)s)
UNION ALL
SELECT queueing_lock, 'pending' FROM procrastinate_jobs
WHERE status = 'todo' AND queueing_lock = ANY(%(job_ids)s)
ORDER BY 2 DESC
"""

WITHDRAW_WAITING: Final = """
SELECT procrastinate_cancel_job_v1(id, true, true) FROM procrastinate_jobs
WHERE status = 'todo' AND queueing_lock = %(job_id)s
"""

WITHDRAW_RUNNING: Final = """
SELECT procrastinate_cancel_job_v1(id, true, true) FROM procrastinate_jobs
WHERE status = 'doing' AND worker_id IS NOT NULL AND queueing_lock = %(job_id)s
"""

FORGET_DEAD: Final = """
DELETE FROM procrastinate_jobs AS message
WHERE status = 'doing' AND NOT EXISTS (
    SELECT FROM procrastinate_workers AS worker
    WHERE worker.id = message.worker_id
      AND worker.last_heartbeat > now() - make_interval(secs => %(silence)s)
)
RETURNING id
"""

FORGET_ENDED: Final = """
DELETE FROM procrastinate_jobs
WHERE status IN ('succeeded', 'failed', 'cancelled', 'aborted') RETURNING id
"""

FORGET_WORKERS: Final = "SELECT procrastinate_prune_stalled_workers_v1(%(silence)s)"

ALIVE: Final = "SELECT 'procrastinate_jobs'::regclass"
