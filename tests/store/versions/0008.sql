INSERT INTO "answers" VALUES('k8','r8',1760000000,200,'{}',X'7b7d');
