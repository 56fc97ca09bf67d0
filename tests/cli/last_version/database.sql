BEGIN TRANSACTION;
CREATE VIRTUAL TABLE found USING fts5(id UNINDEXED, terms, tokenize='unicode61', prefix='2 3');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0002');
CREATE TABLE candidates (
	id TEXT NOT NULL, 
	state TEXT NOT NULL, 
	since INTEGER NOT NULL, 
	body TEXT NOT NULL, 
	PRIMARY KEY (id)
)
 STRICT

;
CREATE TABLE changes (
	position INTEGER NOT NULL, 
	event TEXT NOT NULL, 
	at INTEGER NOT NULL, 
	body TEXT NOT NULL, 
	recorded INTEGER NOT NULL, 
	PRIMARY KEY (position)
)
 STRICT

;
INSERT INTO "changes" VALUES(1,'concerts',1772355600,'{"event":"concerts","kind":"added","at":"2026-03-01T09:00:00Z","after":{"id":"concerts","title":"Concerts on the quay","when":{"edtf":"2025-07-04","text":"","start_time":null,"end_time":null,"timezone":null},"tags":["music"],"language":"en","recurrence":["RRULE:FREQ=WEEKLY;COUNT=8"],"published":"2026-03-01T09:00:00Z","updated":"2026-03-01T09:00:00Z"}}',1);
INSERT INTO "changes" VALUES(2,'dredging',1772355600,'{"event":"dredging","kind":"added","at":"2026-03-01T09:00:00Z","after":{"id":"dredging","title":"The harbour is dredged","when":{"edtf":"2013-04-16","text":"","start_time":null,"end_time":null,"timezone":null},"tags":["harbour"],"language":"en","published":"2026-03-01T09:00:00Z","updated":"2026-03-01T09:00:00Z"}}',1);
INSERT INTO "changes" VALUES(3,'ferry',1772355600,'{"event":"ferry","kind":"added","at":"2026-03-01T09:00:00Z","after":{"id":"ferry","title":"The ferry line opens","when":{"edtf":"2027-05/..","text":"from May next year","start_time":null,"end_time":null,"timezone":null},"tags":["harbour"],"language":"en","published":"2026-03-01T09:00:00Z","updated":"2026-03-01T09:00:00Z"}}',1);
INSERT INTO "changes" VALUES(4,'lecture',1772355600,'{"event":"lecture","kind":"added","at":"2026-03-01T09:00:00Z","after":{"id":"lecture","title":"A lecture on tides","when":{"edtf":"2026-02-06","text":"6 February at seven","start_time":"19:00","end_time":null,"timezone":null},"tags":["harbour"],"language":"en","published":"2026-03-01T09:00:00Z","updated":"2026-03-01T09:00:00Z"}}',1);
INSERT INTO "changes" VALUES(5,'lighthouse',1772355600,'{"event":"lighthouse","kind":"added","at":"2026-03-01T09:00:00Z","after":{"id":"lighthouse","title":"The lighthouse is repainted","when":{"edtf":"2026-09","text":"","start_time":null,"end_time":null,"timezone":null},"status":"expected","tags":["harbour"],"language":"en","published":"2026-03-01T09:00:00Z","updated":"2026-03-01T09:00:00Z"}}',1);
INSERT INTO "changes" VALUES(6,'market',1772355600,'{"event":"market","kind":"added","at":"2026-03-01T09:00:00Z","after":{"id":"market","title":"Fish market","when":{"edtf":"2025-09-05","text":"","start_time":null,"end_time":null,"timezone":null},"tags":["market"],"language":"en","recurrence":["RRULE:FREQ=WEEKLY;UNTIL=20270625"],"published":"2026-03-01T09:00:00Z","updated":"2026-03-01T09:00:00Z"}}',1);
INSERT INTO "changes" VALUES(7,'regatta',1772355600,'{"event":"regatta","kind":"added","at":"2026-03-01T09:00:00Z","reason":"Too few boats.","after":{"id":"regatta","title":"Regatta","when":{"edtf":"2026-08-01","text":"","start_time":null,"end_time":null,"timezone":null},"status":"cancelled","reason":"Too few boats.","tags":["harbour"],"language":"en","published":"2026-03-01T09:00:00Z","updated":"2026-03-01T09:00:00Z"}}',1);
INSERT INTO "changes" VALUES(8,'survey',1772355600,'{"event":"survey","kind":"added","at":"2026-03-01T09:00:00Z","after":{"id":"survey","title":"The sea wall is surveyed","when":{"edtf":"2026","text":"","start_time":null,"end_time":null,"timezone":null},"tags":["harbour"],"language":"en","published":"2026-03-01T09:00:00Z","updated":"2026-03-01T09:00:00Z"}}',1);
INSERT INTO "changes" VALUES(9,'3fzuiivdjb',1772438400,'{"event":"3fzuiivdjb","kind":"added","at":"2026-03-02T08:00:00Z","after":{"id":"3fzuiivdjb","title":"The budget is debated","when":{"edtf":"2027-02-10","text":"","start_time":null,"end_time":null,"timezone":null},"status":"expected","tags":["council"],"language":"en","sources":[{"title":"The budget is debated","publisher":"Town council","words":"DTSTART;VALUE=DATE:20270210 DTEND;VALUE=DATE:20270211","place":"line 5","rule":"ics-date","source":"council","key":"budget@council.example","when":{"edtf":"2027-02-10","text":"","start_time":null,"end_time":null,"timezone":null},"digest":"779a45261786e3c963784a5032b95249bb295c6d3f552b2268cadb53a80163b6","retrieved":"2026-03-02T08:00:00Z"}],"origin":"source","published":"2026-03-02T08:00:00Z","updated":"2026-03-02T08:00:00Z"}}',0);
INSERT INTO "changes" VALUES(10,'qpkjpe6fpf',1772438400,'{"event":"qpkjpe6fpf","kind":"added","at":"2026-03-02T08:00:00Z","after":{"id":"qpkjpe6fpf","title":"The old bridge is closed","when":{"edtf":"2025-10-12","text":"","start_time":null,"end_time":null,"timezone":null},"tags":["council"],"language":"en","sources":[{"title":"The old bridge is closed","publisher":"Town council","words":"DTSTART;VALUE=DATE:20251012 DTEND;VALUE=DATE:20251013","place":"line 12","rule":"ics-date","source":"council","key":"bridge@council.example","when":{"edtf":"2025-10-12","text":"","start_time":null,"end_time":null,"timezone":null},"digest":"779a45261786e3c963784a5032b95249bb295c6d3f552b2268cadb53a80163b6","retrieved":"2026-03-02T08:00:00Z"}],"origin":"source","published":"2026-03-02T08:00:00Z","updated":"2026-03-02T08:00:00Z"}}',0);
INSERT INTO "changes" VALUES(11,'4xqjd3osvj',1772438400,'{"event":"4xqjd3osvj","kind":"added","at":"2026-03-02T08:00:00Z","after":{"id":"4xqjd3osvj","title":"A fair may be held","when":{"edtf":"2027-06-01","text":"","start_time":null,"end_time":null,"timezone":null},"status":"tentative","tags":["council"],"language":"en","sources":[{"title":"A fair may be held","publisher":"Town council","words":"DTSTART;VALUE=DATE:20270601 DTEND;VALUE=DATE:20270602","place":"line 20","rule":"ics-date","source":"council","key":"fair@council.example","when":{"edtf":"2027-06-01","text":"","start_time":null,"end_time":null,"timezone":null},"digest":"779a45261786e3c963784a5032b95249bb295c6d3f552b2268cadb53a80163b6","retrieved":"2026-03-02T08:00:00Z"}],"origin":"source","published":"2026-03-02T08:00:00Z","updated":"2026-03-02T08:00:00Z"}}',0);
CREATE TABLE claims (
	source TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	event TEXT NOT NULL, 
	body TEXT NOT NULL, 
	PRIMARY KEY (source, "key")
)
 STRICT

;
INSERT INTO "claims" VALUES('council','budget@council.example','3fzuiivdjb','{"source":"council","mention":{"key":"budget@council.example","title":"The budget is debated","said_when":"DTSTART;VALUE=DATE:20270210 DTEND;VALUE=DATE:20270211","when":{"edtf":"2027-02-10","text":"","start_time":null,"end_time":null,"timezone":null},"status":"expected","tags":["council"],"language":"en","uid":"budget@council.example","citation":{"title":"The budget is debated","publisher":"Town council","words":"DTSTART;VALUE=DATE:20270210 DTEND;VALUE=DATE:20270211","place":"line 5","rule":"ics-date","source":"council","key":"budget@council.example","when":{"edtf":"2027-02-10","text":"","start_time":null,"end_time":null,"timezone":null},"digest":"779a45261786e3c963784a5032b95249bb295c6d3f552b2268cadb53a80163b6","retrieved":"2026-03-02T08:00:00Z"}},"when":{"edtf":"2027-02-10","text":"","start_time":null,"end_time":null,"timezone":null}}');
INSERT INTO "claims" VALUES('council','bridge@council.example','qpkjpe6fpf','{"source":"council","mention":{"key":"bridge@council.example","title":"The old bridge is closed","said_when":"DTSTART;VALUE=DATE:20251012 DTEND;VALUE=DATE:20251013","when":{"edtf":"2025-10-12","text":"","start_time":null,"end_time":null,"timezone":null},"tags":["council"],"language":"en","uid":"bridge@council.example","citation":{"title":"The old bridge is closed","publisher":"Town council","words":"DTSTART;VALUE=DATE:20251012 DTEND;VALUE=DATE:20251013","place":"line 12","rule":"ics-date","source":"council","key":"bridge@council.example","when":{"edtf":"2025-10-12","text":"","start_time":null,"end_time":null,"timezone":null},"digest":"779a45261786e3c963784a5032b95249bb295c6d3f552b2268cadb53a80163b6","retrieved":"2026-03-02T08:00:00Z"}},"when":{"edtf":"2025-10-12","text":"","start_time":null,"end_time":null,"timezone":null}}');
INSERT INTO "claims" VALUES('council','fair@council.example','4xqjd3osvj','{"source":"council","mention":{"key":"fair@council.example","title":"A fair may be held","said_when":"DTSTART;VALUE=DATE:20270601 DTEND;VALUE=DATE:20270602","when":{"edtf":"2027-06-01","text":"","start_time":null,"end_time":null,"timezone":null},"status":"tentative","tags":["council"],"language":"en","uid":"fair@council.example","citation":{"title":"A fair may be held","publisher":"Town council","words":"DTSTART;VALUE=DATE:20270601 DTEND;VALUE=DATE:20270602","place":"line 20","rule":"ics-date","source":"council","key":"fair@council.example","when":{"edtf":"2027-06-01","text":"","start_time":null,"end_time":null,"timezone":null},"digest":"779a45261786e3c963784a5032b95249bb295c6d3f552b2268cadb53a80163b6","retrieved":"2026-03-02T08:00:00Z"}},"when":{"edtf":"2027-06-01","text":"","start_time":null,"end_time":null,"timezone":null}}');
CREATE TABLE decisions (
	source TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	verdict TEXT NOT NULL, 
	event TEXT NOT NULL, 
	body TEXT NOT NULL, 
	PRIMARY KEY (source, "key", verdict, event)
)
 STRICT

;
CREATE TABLE documents (
	source TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	retrieved INTEGER NOT NULL, 
	about TEXT NOT NULL, 
	data BLOB NOT NULL, 
	PRIMARY KEY (source, digest)
)
 STRICT

;
INSERT INTO "documents" VALUES('council','779a45261786e3c963784a5032b95249bb295c6d3f552b2268cadb53a80163b6',1772438400,'{"url":"council.ics","data":"","retrieved":"2026-03-02T08:00:00Z","media_type":"text/calendar","charset":"","published":"","language":"","title":"","base":"","suffix":""}',X'424547494E3A5643414C454E4441520D0A56455253494F4E3A322E300D0A50524F4449443A2D2F2F546F776E20636F756E63696C2F2F454E0D0A582D57522D43414C4E414D453A546F776E20636F756E63696C0D0A424547494E3A564556454E540D0A5549443A62756467657440636F756E63696C2E6578616D706C650D0A44545354414D503A3230323630333031543038303030305A0D0A445453544152543B56414C55453D444154453A32303237303231300D0A4454454E443B56414C55453D444154453A32303237303231310D0A53554D4D4152593A5468652062756467657420697320646562617465640D0A454E443A564556454E540D0A424547494E3A564556454E540D0A5549443A62726964676540636F756E63696C2E6578616D706C650D0A44545354414D503A3230323630333031543038303030305A0D0A445453544152543B56414C55453D444154453A32303235313031320D0A4454454E443B56414C55453D444154453A32303235313031330D0A53554D4D4152593A546865206F6C642062726964676520697320636C6F7365640D0A5354415455533A434F4E4649524D45440D0A454E443A564556454E540D0A424547494E3A564556454E540D0A5549443A6661697240636F756E63696C2E6578616D706C650D0A44545354414D503A3230323630333031543038303030305A0D0A445453544152543B56414C55453D444154453A32303237303630310D0A4454454E443B56414C55453D444154453A32303237303630320D0A53554D4D4152593A412066616972206D61792062652068656C640D0A5354415455533A54454E5441544956450D0A454E443A564556454E540D0A454E443A5643414C454E4441520D0A');
CREATE TABLE events (
	id TEXT NOT NULL, 
	body TEXT NOT NULL, 
	status TEXT NOT NULL, 
	precision TEXT NOT NULL, 
	sort0 INTEGER NOT NULL, 
	sort1 INTEGER NOT NULL, 
	sort2 INTEGER NOT NULL, 
	sort3 INTEGER NOT NULL, 
	published INTEGER NOT NULL, 
	updated INTEGER NOT NULL, 
	PRIMARY KEY (id)
)
 STRICT

;
INSERT INTO "events" VALUES('concerts','{"id":"concerts","title":"Concerts on the quay","when":{"edtf":"2025-07-04","text":"","start_time":null,"end_time":null,"timezone":null},"tags":["music"],"language":"en","recurrence":["RRULE:FREQ=WEEKLY;COUNT=8"],"published":"2026-03-01T09:00:00Z","updated":"2026-03-01T09:00:00Z"}','happened','day',739436,0,0,739436,1772355600,1772355600);
INSERT INTO "events" VALUES('dredging','{"id":"dredging","title":"The harbour is dredged","when":{"edtf":"2013-04-16","text":"","start_time":null,"end_time":null,"timezone":null},"tags":["harbour"],"language":"en","published":"2026-03-01T09:00:00Z","updated":"2026-03-01T09:00:00Z"}','happened','day',734974,0,0,734974,1772355600,1772355600);
INSERT INTO "events" VALUES('ferry','{"id":"ferry","title":"The ferry line opens","when":{"edtf":"2027-05/..","text":"from May next year","start_time":null,"end_time":null,"timezone":null},"tags":["harbour"],"language":"en","published":"2026-03-01T09:00:00Z","updated":"2026-03-01T09:00:00Z"}','happened','month',740102,0,-4611686018426647802,4611686018427387904,1772355600,1772355600);
INSERT INTO "events" VALUES('lecture','{"id":"lecture","title":"A lecture on tides","when":{"edtf":"2026-02-06","text":"6 February at seven","start_time":"19:00","end_time":null,"timezone":null},"tags":["harbour"],"language":"en","published":"2026-03-01T09:00:00Z","updated":"2026-03-01T09:00:00Z"}','happened','time',739653,68401,0,739653,1772355600,1772355600);
INSERT INTO "events" VALUES('lighthouse','{"id":"lighthouse","title":"The lighthouse is repainted","when":{"edtf":"2026-09","text":"","start_time":null,"end_time":null,"timezone":null},"status":"expected","tags":["harbour"],"language":"en","published":"2026-03-01T09:00:00Z","updated":"2026-03-01T09:00:00Z"}','expected','month',739860,0,-29,739889,1772355600,1772355600);
INSERT INTO "events" VALUES('market','{"id":"market","title":"Fish market","when":{"edtf":"2025-09-05","text":"","start_time":null,"end_time":null,"timezone":null},"tags":["market"],"language":"en","recurrence":["RRULE:FREQ=WEEKLY;UNTIL=20270625"],"published":"2026-03-01T09:00:00Z","updated":"2026-03-01T09:00:00Z"}','happened','day',739499,0,0,739499,1772355600,1772355600);
INSERT INTO "events" VALUES('regatta','{"id":"regatta","title":"Regatta","when":{"edtf":"2026-08-01","text":"","start_time":null,"end_time":null,"timezone":null},"status":"cancelled","reason":"Too few boats.","tags":["harbour"],"language":"en","published":"2026-03-01T09:00:00Z","updated":"2026-03-01T09:00:00Z"}','cancelled','day',739829,0,0,739829,1772355600,1772355600);
INSERT INTO "events" VALUES('survey','{"id":"survey","title":"The sea wall is surveyed","when":{"edtf":"2026","text":"","start_time":null,"end_time":null,"timezone":null},"tags":["harbour"],"language":"en","published":"2026-03-01T09:00:00Z","updated":"2026-03-01T09:00:00Z"}','happened','year',739617,0,-364,739981,1772355600,1772355600);
INSERT INTO "events" VALUES('3fzuiivdjb','{"id":"3fzuiivdjb","title":"The budget is debated","when":{"edtf":"2027-02-10","text":"","start_time":null,"end_time":null,"timezone":null},"status":"expected","tags":["council"],"language":"en","sources":[{"title":"The budget is debated","publisher":"Town council","words":"DTSTART;VALUE=DATE:20270210 DTEND;VALUE=DATE:20270211","place":"line 5","rule":"ics-date","source":"council","key":"budget@council.example","when":{"edtf":"2027-02-10","text":"","start_time":null,"end_time":null,"timezone":null},"digest":"779a45261786e3c963784a5032b95249bb295c6d3f552b2268cadb53a80163b6","retrieved":"2026-03-02T08:00:00Z"}],"origin":"source","published":"2026-03-02T08:00:00Z","updated":"2026-03-02T08:00:00Z"}','expected','day',740022,0,0,740022,1772438400,1772438400);
INSERT INTO "events" VALUES('qpkjpe6fpf','{"id":"qpkjpe6fpf","title":"The old bridge is closed","when":{"edtf":"2025-10-12","text":"","start_time":null,"end_time":null,"timezone":null},"tags":["council"],"language":"en","sources":[{"title":"The old bridge is closed","publisher":"Town council","words":"DTSTART;VALUE=DATE:20251012 DTEND;VALUE=DATE:20251013","place":"line 12","rule":"ics-date","source":"council","key":"bridge@council.example","when":{"edtf":"2025-10-12","text":"","start_time":null,"end_time":null,"timezone":null},"digest":"779a45261786e3c963784a5032b95249bb295c6d3f552b2268cadb53a80163b6","retrieved":"2026-03-02T08:00:00Z"}],"origin":"source","published":"2026-03-02T08:00:00Z","updated":"2026-03-02T08:00:00Z"}','happened','day',739536,0,0,739536,1772438400,1772438400);
INSERT INTO "events" VALUES('4xqjd3osvj','{"id":"4xqjd3osvj","title":"A fair may be held","when":{"edtf":"2027-06-01","text":"","start_time":null,"end_time":null,"timezone":null},"status":"tentative","tags":["council"],"language":"en","sources":[{"title":"A fair may be held","publisher":"Town council","words":"DTSTART;VALUE=DATE:20270601 DTEND;VALUE=DATE:20270602","place":"line 20","rule":"ics-date","source":"council","key":"fair@council.example","when":{"edtf":"2027-06-01","text":"","start_time":null,"end_time":null,"timezone":null},"digest":"779a45261786e3c963784a5032b95249bb295c6d3f552b2268cadb53a80163b6","retrieved":"2026-03-02T08:00:00Z"}],"origin":"source","published":"2026-03-02T08:00:00Z","updated":"2026-03-02T08:00:00Z"}','tentative','day',740133,0,0,740133,1772438400,1772438400);
CREATE TABLE feeds (
	slug TEXT NOT NULL, 
	body TEXT NOT NULL, 
	PRIMARY KEY (slug)
)
 STRICT

;
INSERT INTO "feeds" VALUES('ahead','{"slug":"ahead","title":"What is ahead","query":{"status":["expected","tentative"]},"filter":{"statuses":["expected","tentative"]},"policy":{},"updated":"2026-03-01T09:00:00Z"}');
INSERT INTO "feeds" VALUES('all','{"slug":"all","title":"Harbour town","filter":{},"policy":{},"updated":"2026-03-01T09:00:00Z"}');
CREATE TABLE health (
	source TEXT NOT NULL, 
	body TEXT NOT NULL, 
	PRIMARY KEY (source)
)
 STRICT

;
INSERT INTO "health" VALUES('council','{"source":"council","last_run":"2026-03-02T08:00:00Z","last_success":"2026-03-02T08:00:00Z","digest":"2b2f576193c1b6f69fe3ea8c3f304d50f96981b618d6d4c5bf1db432221cd854","validators":{"etag":"779a45261786e3c9"},"added":3,"mentions":3}');
CREATE TABLE meta (
	id INTEGER NOT NULL, 
	generation TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	PRIMARY KEY (id)
)
 STRICT

;
INSERT INTO "meta" VALUES(1,'ca39dc025c846f90',11);
CREATE TABLE names (
	kind TEXT NOT NULL, 
	name TEXT NOT NULL, 
	event TEXT NOT NULL, 
	FOREIGN KEY(event) REFERENCES events (id) ON DELETE CASCADE
)
 STRICT

;
INSERT INTO "names" VALUES('tag','music','concerts');
INSERT INTO "names" VALUES('tag','harbour','dredging');
INSERT INTO "names" VALUES('tag','harbour','ferry');
INSERT INTO "names" VALUES('tag','harbour','lecture');
INSERT INTO "names" VALUES('tag','harbour','lighthouse');
INSERT INTO "names" VALUES('tag','market','market');
INSERT INTO "names" VALUES('tag','harbour','regatta');
INSERT INTO "names" VALUES('tag','harbour','survey');
INSERT INTO "names" VALUES('tag','council','3fzuiivdjb');
INSERT INTO "names" VALUES('source','council','3fzuiivdjb');
INSERT INTO "names" VALUES('source','town council','3fzuiivdjb');
INSERT INTO "names" VALUES('tag','council','qpkjpe6fpf');
INSERT INTO "names" VALUES('source','council','qpkjpe6fpf');
INSERT INTO "names" VALUES('source','town council','qpkjpe6fpf');
INSERT INTO "names" VALUES('tag','council','4xqjd3osvj');
INSERT INTO "names" VALUES('source','council','4xqjd3osvj');
INSERT INTO "names" VALUES('source','town council','4xqjd3osvj');
CREATE TABLE settings (
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
)
 STRICT

;
INSERT INTO "settings" VALUES('derived','3');
INSERT INTO "settings" VALUES('history','12bf33875726683a 12d7d4f83e3141d8 31c9fbac9abb5338 4cdc18fea0ffe488 54bb9fe966ba673a 802fb83a7590275e 83aa6b52ab99712a 95071091d1c88d78 b75bca73e23043ed b8b6f26e6050988e');
INSERT INTO "settings" VALUES('files','3f4b4a98981127d9bce4b3d68808b2e7c28df70f1c0c2abab34f86c25d703b3c');
INSERT INTO "settings" VALUES('sources.history','299920491fb7cb124e6364752d9ee34ebd79cb70afe3bbecb282ea24e31dedc5');
INSERT INTO "settings" VALUES('sources.history.position','11');
CREATE TABLE spans (
	event TEXT NOT NULL, 
	wide INTEGER NOT NULL, 
	size INTEGER NOT NULL, 
	first INTEGER NOT NULL, 
	last INTEGER NOT NULL, 
	FOREIGN KEY(event) REFERENCES events (id) ON DELETE CASCADE
)
 STRICT

;
INSERT INTO "spans" VALUES('concerts',2,0,739436,739436);
INSERT INTO "spans" VALUES('concerts',2,0,739443,739443);
INSERT INTO "spans" VALUES('concerts',2,0,739450,739450);
INSERT INTO "spans" VALUES('concerts',2,0,739457,739457);
INSERT INTO "spans" VALUES('concerts',2,0,739464,739464);
INSERT INTO "spans" VALUES('concerts',2,0,739471,739471);
INSERT INTO "spans" VALUES('concerts',2,0,739478,739478);
INSERT INTO "spans" VALUES('concerts',2,0,739485,739485);
INSERT INTO "spans" VALUES('dredging',0,0,734974,734974);
INSERT INTO "spans" VALUES('dredging',1,0,734974,734974);
INSERT INTO "spans" VALUES('ferry',0,62,740102,4611686018427387904);
INSERT INTO "spans" VALUES('ferry',1,62,740102,4611686018427387904);
INSERT INTO "spans" VALUES('lecture',0,0,739653,739653);
INSERT INTO "spans" VALUES('lecture',1,0,739653,739653);
INSERT INTO "spans" VALUES('lighthouse',0,5,739860,739889);
INSERT INTO "spans" VALUES('lighthouse',1,5,739860,739889);
INSERT INTO "spans" VALUES('market',2,0,739499,739499);
INSERT INTO "spans" VALUES('market',2,0,739506,739506);
INSERT INTO "spans" VALUES('market',2,0,739513,739513);
INSERT INTO "spans" VALUES('market',2,0,739520,739520);
INSERT INTO "spans" VALUES('market',2,0,739527,739527);
INSERT INTO "spans" VALUES('market',2,0,739534,739534);
INSERT INTO "spans" VALUES('market',2,0,739541,739541);
INSERT INTO "spans" VALUES('market',2,0,739548,739548);
INSERT INTO "spans" VALUES('market',2,0,739555,739555);
INSERT INTO "spans" VALUES('market',2,0,739562,739562);
INSERT INTO "spans" VALUES('market',2,0,739569,739569);
INSERT INTO "spans" VALUES('market',2,0,739576,739576);
INSERT INTO "spans" VALUES('market',2,0,739583,739583);
INSERT INTO "spans" VALUES('market',2,0,739590,739590);
INSERT INTO "spans" VALUES('market',2,0,739597,739597);
INSERT INTO "spans" VALUES('market',2,0,739604,739604);
INSERT INTO "spans" VALUES('market',2,0,739611,739611);
INSERT INTO "spans" VALUES('market',2,0,739618,739618);
INSERT INTO "spans" VALUES('market',2,0,739625,739625);
INSERT INTO "spans" VALUES('market',2,0,739632,739632);
INSERT INTO "spans" VALUES('market',2,0,739639,739639);
INSERT INTO "spans" VALUES('market',2,0,739646,739646);
INSERT INTO "spans" VALUES('market',2,0,739653,739653);
INSERT INTO "spans" VALUES('market',2,0,739660,739660);
INSERT INTO "spans" VALUES('market',2,0,739667,739667);
INSERT INTO "spans" VALUES('market',2,0,739674,739674);
INSERT INTO "spans" VALUES('market',2,0,739681,739681);
INSERT INTO "spans" VALUES('market',2,0,739688,739688);
INSERT INTO "spans" VALUES('market',2,0,739695,739695);
INSERT INTO "spans" VALUES('market',2,0,739702,739702);
INSERT INTO "spans" VALUES('market',2,0,739709,739709);
INSERT INTO "spans" VALUES('market',2,0,739716,739716);
INSERT INTO "spans" VALUES('market',2,0,739723,739723);
INSERT INTO "spans" VALUES('market',2,0,739730,739730);
INSERT INTO "spans" VALUES('market',2,0,739737,739737);
INSERT INTO "spans" VALUES('market',2,0,739744,739744);
INSERT INTO "spans" VALUES('market',2,0,739751,739751);
INSERT INTO "spans" VALUES('market',2,0,739758,739758);
INSERT INTO "spans" VALUES('market',2,0,739765,739765);
INSERT INTO "spans" VALUES('market',2,0,739772,739772);
INSERT INTO "spans" VALUES('market',2,0,739779,739779);
INSERT INTO "spans" VALUES('market',2,0,739786,739786);
INSERT INTO "spans" VALUES('market',2,0,739793,739793);
INSERT INTO "spans" VALUES('market',2,0,739800,739800);
INSERT INTO "spans" VALUES('market',2,0,739807,739807);
INSERT INTO "spans" VALUES('market',2,0,739814,739814);
INSERT INTO "spans" VALUES('market',2,0,739821,739821);
INSERT INTO "spans" VALUES('market',2,0,739828,739828);
INSERT INTO "spans" VALUES('market',2,0,739835,739835);
INSERT INTO "spans" VALUES('market',2,0,739842,739842);
INSERT INTO "spans" VALUES('market',2,0,739849,739849);
INSERT INTO "spans" VALUES('market',2,0,739856,739856);
INSERT INTO "spans" VALUES('market',2,0,739863,739863);
INSERT INTO "spans" VALUES('market',2,0,739870,739870);
INSERT INTO "spans" VALUES('market',2,0,739877,739877);
INSERT INTO "spans" VALUES('market',2,0,739884,739884);
INSERT INTO "spans" VALUES('market',2,0,739891,739891);
INSERT INTO "spans" VALUES('market',2,0,739898,739898);
INSERT INTO "spans" VALUES('market',2,0,739905,739905);
INSERT INTO "spans" VALUES('market',2,0,739912,739912);
INSERT INTO "spans" VALUES('market',2,0,739919,739919);
INSERT INTO "spans" VALUES('market',2,0,739926,739926);
INSERT INTO "spans" VALUES('market',2,0,739933,739933);
INSERT INTO "spans" VALUES('market',2,0,739940,739940);
INSERT INTO "spans" VALUES('market',2,0,739947,739947);
INSERT INTO "spans" VALUES('market',2,0,739954,739954);
INSERT INTO "spans" VALUES('market',2,0,739961,739961);
INSERT INTO "spans" VALUES('market',2,0,739968,739968);
INSERT INTO "spans" VALUES('market',2,0,739975,739975);
INSERT INTO "spans" VALUES('market',2,0,739982,739982);
INSERT INTO "spans" VALUES('market',2,0,739989,739989);
INSERT INTO "spans" VALUES('market',2,0,739996,739996);
INSERT INTO "spans" VALUES('market',2,0,740003,740003);
INSERT INTO "spans" VALUES('market',2,0,740010,740010);
INSERT INTO "spans" VALUES('market',2,0,740017,740017);
INSERT INTO "spans" VALUES('market',2,0,740024,740024);
INSERT INTO "spans" VALUES('market',2,0,740031,740031);
INSERT INTO "spans" VALUES('market',2,0,740038,740038);
INSERT INTO "spans" VALUES('market',2,0,740045,740045);
INSERT INTO "spans" VALUES('market',2,0,740052,740052);
INSERT INTO "spans" VALUES('market',2,0,740059,740059);
INSERT INTO "spans" VALUES('market',2,0,740066,740066);
INSERT INTO "spans" VALUES('market',2,0,740073,740073);
INSERT INTO "spans" VALUES('market',2,0,740080,740080);
INSERT INTO "spans" VALUES('market',2,0,740087,740087);
INSERT INTO "spans" VALUES('market',2,0,740094,740094);
INSERT INTO "spans" VALUES('market',2,0,740101,740101);
INSERT INTO "spans" VALUES('market',2,0,740108,740108);
INSERT INTO "spans" VALUES('market',2,0,740115,740115);
INSERT INTO "spans" VALUES('market',2,0,740122,740122);
INSERT INTO "spans" VALUES('market',2,0,740129,740129);
INSERT INTO "spans" VALUES('market',2,0,740136,740136);
INSERT INTO "spans" VALUES('market',2,0,740143,740143);
INSERT INTO "spans" VALUES('market',2,0,740150,740150);
INSERT INTO "spans" VALUES('market',2,0,740157,740157);
INSERT INTO "spans" VALUES('regatta',0,0,739829,739829);
INSERT INTO "spans" VALUES('regatta',1,0,739829,739829);
INSERT INTO "spans" VALUES('survey',0,9,739617,739981);
INSERT INTO "spans" VALUES('survey',1,9,739617,739981);
INSERT INTO "spans" VALUES('3fzuiivdjb',0,0,740022,740022);
INSERT INTO "spans" VALUES('3fzuiivdjb',1,0,740022,740022);
INSERT INTO "spans" VALUES('qpkjpe6fpf',0,0,739536,739536);
INSERT INTO "spans" VALUES('qpkjpe6fpf',1,0,739536,739536);
INSERT INTO "spans" VALUES('4xqjd3osvj',0,0,740133,740133);
INSERT INTO "spans" VALUES('4xqjd3osvj',1,0,740133,740133);
CREATE TABLE tokens (
	digest TEXT NOT NULL, 
	name TEXT NOT NULL, 
	scope TEXT NOT NULL, 
	created INTEGER NOT NULL, 
	PRIMARY KEY (digest)
)
 STRICT

;
CREATE INDEX events_by_published ON events (published, id);
CREATE INDEX events_by_updated ON events (updated, id);
CREATE INDEX events_by_when ON events (sort0, sort1, sort2, sort3, id);
CREATE INDEX spans_by_event ON spans (event);
CREATE INDEX spans_by_size ON spans (wide, size, first, last, event);
CREATE INDEX names_by_event ON names (event);
CREATE INDEX names_by_name ON names (kind, name, event);
CREATE INDEX changes_by_at ON changes (at);
CREATE INDEX changes_by_event ON changes (event, position);
CREATE INDEX changes_unrecorded ON changes (recorded, position);
CREATE INDEX claims_by_event ON claims (event);
CREATE INDEX candidates_by_state ON candidates (state, since, id);
INSERT INTO found(rowid,id,terms) VALUES(1,'concerts','concerts on the quay music 2025 07 04');
INSERT INTO found(rowid,id,terms) VALUES(2,'dredging','the harbour is dredged harbour 2013 04 16');
INSERT INTO found(rowid,id,terms) VALUES(3,'ferry','the ferry line opens harbour from may next year 2027 05');
INSERT INTO found(rowid,id,terms) VALUES(4,'lecture','a lecture on tides harbour 6 february at seven 2026 02 06');
INSERT INTO found(rowid,id,terms) VALUES(5,'lighthouse','the lighthouse is repainted harbour 2026 09');
INSERT INTO found(rowid,id,terms) VALUES(6,'market','fish market market 2025 09 05');
INSERT INTO found(rowid,id,terms) VALUES(7,'regatta','regatta harbour 2026 08 01');
INSERT INTO found(rowid,id,terms) VALUES(8,'survey','the sea wall is surveyed harbour 2026');
INSERT INTO found(rowid,id,terms) VALUES(9,'3fzuiivdjb','the budget is debated council 2027 02 10');
INSERT INTO found(rowid,id,terms) VALUES(10,'qpkjpe6fpf','the old bridge is closed council 2025 10 12');
INSERT INTO found(rowid,id,terms) VALUES(11,'4xqjd3osvj','a fair may be held council 2027 06 01');
COMMIT;
