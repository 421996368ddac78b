"""The query that chooses a worker's next message: users take turns, some places are reserved.

procrastinate's own function knows urgency and age only. Its table has two more columns here: whose
job a message is about (empty where that is not known: those count as one user's), and whether the
recording is short. Messages that agree in both, and in their queue, are a line; an index holds the
lines in their order, so the statement reads the first message of each line and not all that wait.
"""

from typing import Final

COLUMNS: Final = """
ALTER TABLE procrastinate_jobs
    ADD COLUMN IF NOT EXISTS transcriber_user text NOT NULL DEFAULT '',
    ADD COLUMN IF NOT EXISTS transcriber_short boolean NOT NULL DEFAULT false;
CREATE INDEX IF NOT EXISTS transcriber_lines ON procrastinate_jobs
    (queue_name, transcriber_user, transcriber_short, priority DESC, id) WHERE status = 'todo';
"""

# `candidates` counts the second message of a line as if the first one ran: other workers may be
# about to take that one. The last step skips rows that another worker has locked.
FETCH: Final = """
WITH RECURSIVE here AS (
    SELECT transcriber_user, transcriber_short, count(*) AS jobs FROM procrastinate_jobs
    WHERE status = 'doing' AND worker_id = %(worker_id)s
    GROUP BY transcriber_user, transcriber_short
), taken AS (
    SELECT coalesce(sum(jobs), 0) AS places FROM here
), running AS (
    SELECT transcriber_user, count(*) AS jobs FROM procrastinate_jobs
    WHERE status = 'doing' AND worker_id IS NOT NULL
    GROUP BY transcriber_user
), lines AS (
    (
        SELECT queue_name, transcriber_user, transcriber_short FROM procrastinate_jobs
        WHERE status = 'todo'
        ORDER BY queue_name, transcriber_user, transcriber_short LIMIT 1
    )
    UNION ALL
    SELECT later.queue_name, later.transcriber_user, later.transcriber_short
    FROM lines, LATERAL (
        SELECT waiting.queue_name, waiting.transcriber_user, waiting.transcriber_short
        FROM procrastinate_jobs AS waiting
        WHERE waiting.status = 'todo'
          AND (waiting.queue_name, waiting.transcriber_user, waiting.transcriber_short)
            > (lines.queue_name, lines.transcriber_user, lines.transcriber_short)
        ORDER BY waiting.queue_name, waiting.transcriber_user, waiting.transcriber_short LIMIT 1
    ) AS later
), eligible AS (
    SELECT lines.* FROM taken, lines
    WHERE lines.queue_name = ANY(%(queues)s::text[]) AND (
        taken.places < %(for_all)s
        OR taken.places < %(for_new_users)s AND NOT EXISTS (
            SELECT FROM here WHERE here.transcriber_user = lines.transcriber_user
        )
        OR taken.places < %(in_all)s AND lines.transcriber_short AND NOT EXISTS (
            SELECT FROM here
            WHERE here.transcriber_user = lines.transcriber_user AND here.transcriber_short
        )
    )
), candidates AS (
    SELECT first.id, first.priority, eligible.transcriber_user,
           first.place + coalesce(running.jobs, 0) AS jobs
    FROM eligible
    LEFT JOIN running ON running.transcriber_user = eligible.transcriber_user
    CROSS JOIN LATERAL (
        SELECT waiting.id, waiting.priority,
               row_number() OVER (ORDER BY waiting.priority DESC, waiting.id) AS place
        FROM procrastinate_jobs AS waiting
        WHERE waiting.status = 'todo'
          AND waiting.queue_name = eligible.queue_name
          AND waiting.transcriber_user = eligible.transcriber_user
          AND waiting.transcriber_short = eligible.transcriber_short
          AND (waiting.scheduled_at IS NULL OR waiting.scheduled_at <= now())
        ORDER BY waiting.priority DESC, waiting.id
        LIMIT (SELECT greatest(2, 32 / count(*)) FROM eligible)
    ) AS first
), first_of_all AS MATERIALIZED (
    SELECT id, row_number() OVER (
        ORDER BY priority DESC, jobs,
                 array_position(%(served)s::text[], transcriber_user) NULLS FIRST, id
    ) AS place
    FROM candidates ORDER BY place LIMIT 32
), chosen AS (
    SELECT message.id
    FROM first_of_all JOIN procrastinate_jobs AS message ON message.id = first_of_all.id
    WHERE message.status = 'todo'
    ORDER BY first_of_all.place LIMIT 1
    FOR UPDATE OF message SKIP LOCKED
)
UPDATE procrastinate_jobs AS message SET status = 'doing', worker_id = %(worker_id)s
FROM chosen WHERE message.id = chosen.id
RETURNING message.*
"""
