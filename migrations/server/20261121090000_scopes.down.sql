-- Why: takes back the scopes; consoles would have to start anew.

DROP TABLE eviction, scope_epoch, scope;
