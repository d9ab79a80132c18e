-- SpamAssassin's schema for the history of senders (its plugins TxRep and AWL) on SQLite; the plugin AWL calls its
-- table awl. Gatepost holds this file and makes the table of a file of its own by itself; it is also for those who
-- want to make one by hand, for both programs (sqlite3 senders.db < senders.sql).
CREATE TABLE txrep (
  username VARCHAR(100) NOT NULL DEFAULT '',
  email VARCHAR(255) NOT NULL DEFAULT '',
  ip VARCHAR(40) NOT NULL DEFAULT '',
  msgcount INTEGER NOT NULL DEFAULT 0,
  totscore REAL NOT NULL DEFAULT 0,
  signedby VARCHAR(255) NOT NULL DEFAULT '',
  last_hit TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (username, email, signedby, ip)
);
CREATE INDEX txrep_last_hit ON txrep (last_hit);
CREATE TRIGGER txrep_update_last_hit AFTER UPDATE ON txrep FOR EACH ROW WHEN NEW.last_hit <= OLD.last_hit
BEGIN
  UPDATE txrep SET last_hit = CURRENT_TIMESTAMP
    WHERE username = OLD.username AND email = OLD.email AND signedby = OLD.signedby AND ip = OLD.ip;
END;
