-- Run with each allocation of SQLite failing in turn: uses every path of the shim that allocates.
SELECT probe_echo('abc'), probe_echo(x'00'), probe_json('[1]');
SELECT probe_rows('SELECT 1, ''abc'', x''01'', ?1', 'text bound');
SELECT probe_own_rows('SELECT printf(''%.*c'', 3000, ''y'') UNION ALL SELECT name FROM sqlite_schema');
SELECT probe_leave_open(0);
SELECT probe_leave_open(1);
SELECT probe_remember('x') FROM (SELECT 1 UNION SELECT 2);
SELECT probe_poll(3);
SELECT probe_rows('selec');
SELECT probe_fail(1);
SELECT probe_trap(1);
SELECT i, label, mark FROM probe_table_series(2, 1, 'marked'), probe_table_types();
SELECT a.i FROM probe_table_series(2) AS a LEFT JOIN probe_table_series(1, a.i, x'00');
SELECT * FROM probe_table_fail(1);
SELECT * FROM probe_table_bad(2);
