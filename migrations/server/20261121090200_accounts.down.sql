-- Why: takes back accounts, devices and tokens; everybody has to be added anew.

DROP TABLE refresh_token, device, account;
