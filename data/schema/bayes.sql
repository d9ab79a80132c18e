-- SpamAssassin's Bayes schema, version 3, for SQLite. Gatepost holds this file and makes these tables by itself;
-- it is also for those who want to make them by hand (sqlite3 bayes.db < bayes.sql) or for sa-learn to start with.
CREATE TABLE bayes_expire (
  id INTEGER NOT NULL DEFAULT 0,
  runtime INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX bayes_expire_id ON bayes_expire (id);
CREATE TABLE bayes_global_vars (
  variable VARCHAR(30) NOT NULL PRIMARY KEY,
  value VARCHAR(200) NOT NULL DEFAULT ''
);
INSERT INTO bayes_global_vars VALUES ('VERSION', '3');
CREATE TABLE bayes_seen (
  id INTEGER NOT NULL DEFAULT 0,
  msgid VARCHAR(200) NOT NULL DEFAULT '',
  flag CHAR(1) NOT NULL DEFAULT '',
  PRIMARY KEY (id, msgid)
);
CREATE TABLE bayes_token (
  id INTEGER NOT NULL DEFAULT 0,
  token BLOB NOT NULL DEFAULT '',
  spam_count INTEGER NOT NULL DEFAULT 0,
  ham_count INTEGER NOT NULL DEFAULT 0,
  atime INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (id, token)
) WITHOUT ROWID;
CREATE TABLE bayes_vars (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  username VARCHAR(200) NOT NULL DEFAULT '' UNIQUE,
  spam_count INTEGER NOT NULL DEFAULT 0,
  ham_count INTEGER NOT NULL DEFAULT 0,
  token_count INTEGER NOT NULL DEFAULT 0,
  last_expire INTEGER NOT NULL DEFAULT 0,
  last_atime_delta INTEGER NOT NULL DEFAULT 0,
  last_expire_reduce INTEGER NOT NULL DEFAULT 0,
  oldest_token_age INTEGER NOT NULL DEFAULT 2147483647,
  newest_token_age INTEGER NOT NULL DEFAULT 0
);
