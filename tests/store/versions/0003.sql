INSERT INTO "claims" VALUES('wire','k2','dam','{"source":"wire","mention":{"key":"k2","title":"Dam closed","uid":"u2"},"when":{"edtf":"1913","text":"","start_time":null,"end_time":null,"timezone":null}}','u2','','',1);
INSERT INTO "candidates" VALUES('c','waiting',1750406400,'{"id":"c","claim":{"source":"wire","mention":{"key":"k3","title":"Dam"},"when":{"edtf":"1913","text":"","start_time":null,"end_time":null,"timezone":null}},"since":"2025-06-20T08:00:00Z"}','wire',0);
INSERT INTO "dropped" VALUES('wire','k4');
INSERT INTO "heads" VALUES('dam','d1');
