-- Why: takes back positions and their history.

DROP TABLE position_history, courier_position;
