INSERT INTO "claims" VALUES('wire','k1','sturgeon','{"source":"wire","mention":{"key":"k1","title":"Sturgeon seen"},"when":{"edtf":"2013-04-16","text":"","start_time":null,"end_time":null,"timezone":null}}');
INSERT INTO "decisions" VALUES('wire','k1','same','sturgeon','{"source":"wire","key":"k1","verdict":"same","event":"sturgeon","at":"2025-06-20T08:00:00Z"}');
INSERT INTO "health" VALUES('wire','{"source":"wire","failures":2,"error":"timed out"}');
INSERT INTO "documents" VALUES('wire','d1',1750406400,'{}',X'3C68746D6C3E');
INSERT INTO "tokens" VALUES('t1','laptop','read',1750406400);
