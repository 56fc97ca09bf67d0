INSERT INTO "answers" VALUES('k9','r9',1770000000,200,'{}',X'7b7d');
