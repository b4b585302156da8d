-- Why: takes back the command log; commands sent again would take effect again.

DROP TABLE command_failure, command_log, client;
