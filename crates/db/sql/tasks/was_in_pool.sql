-- Whether somebody held the role of one of a task's pools while it was asked (T17). $1: the task; $2: the person; $3: now.
SELECT EXISTS (SELECT FROM held_while_asked($2, $3) a WHERE a.task_id = $1) AS held
