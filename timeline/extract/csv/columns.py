"""Names of columns, as people and programs give them in several languages, and the role that each has for us."""

from __future__ import annotations

from typing import Final

from timeline.extract.csv.rows import column_key

NAMES: Final = {
    # role: the names it goes by (case, accents, spaces and signs do not count); of two columns the first named wins
    "edtf": "edtf; edtf date",
    "title": "title; headline; subject; name; event; event name; event title; summary title; what; heading;"
    " label; titel; betreff; ereignis; veranstaltung; überschrift; bezeichnung; titre; intitulé;"
    " objet; sujet; événement; título; asunto; evento; nombre; titolo; oggetto; título do evento;"
    " onderwerp; emne; ämne; assunto; oggetto dell evento; 标题; 名称; 事件; タイトル; 件名; название; событие",
    "start": "start; start date; date; when; date time; date and time; date of event; event start; starts on;"
    " start date and time; begin date time; datum und uhrzeit; date et heure; fecha y hora;"
    " begin; begins; begin date; from; from date; event date; day;"
    " dates; date start; startdate; dtstart; start datetime; start date time; starts; starts at;"
    " start at; date from; datum; beginn; beginnt am; startdatum; von; anfang; tag; beginn datum;"
    " date de début; début; commence le; du; jour; quand; fecha; fecha de inicio; inicio; comienzo;"
    " fecha inicio; desde; data; data inizio; data di inizio; inizio; data de início; 日期; 开始日期;"
    " 时间; 开始; 日付; 開始日; дата; дата начала; начало; startdatum en tijd; begindatum; startdato",
    "end": "end; end date; until; event end; ends on; end date time; end date and time;"
    " to; finish; finishes; end datetime; ends; ends at; end at; date end;"
    " enddate; dtend; date to; through; ende; endet am; enddatum; bis; date de fin; fin;"
    " se termine le; au; fecha de finalización; fecha de fin; fecha fin; hasta; fine; data fine;"
    " data di fine; término; 结束日期; 结束; 終了日; дата окончания; конец; einddatum; sluttdato; slutdatum",
    "year": "year; start year; jahr; année; annee; año; anno; ano; 年; 年份; год; jaar; yr",
    "month": "month; start month; monat; mois; mes; mese; mês; 月; месяц; maand",
    "day": "start day; day of month; monatstag; dia; día; giorno; 日",
    "time": "time; start time; begins at; hour; uhrzeit; beginnt um; beginn zeit; startzeit; zeit; heure;"
    " heure de début; commence à; hora; hora de inicio; ora; ora inizio; 开始时间; 開始時刻; время;"
    " время начала; tijd; starttijd; begintijd; starttid",
    "end_year": "end year; endjahr; année de fin; año final; 结束年份",
    "end_month": "end month; endmonat; mois de fin; mes final",
    "end_day": "end day; endtag; jour de fin; día final",
    "end_time": "end time; ends at time; endet um; endzeit; heure de fin; se termine à; hora de finalización;"
    " hora fin; ora fine; 结束时间; 終了時刻; eindtijd; finish time; sluttid",
    "timezone": "timezone; time zone; tz; zeitzone; fuseau horaire; zona horaria; 时区",
    "all_day": "all day event; all day; allday; ganztägiges ereignis; ganztägig; journée entière; todo el día;"
    " evento de todo el día; 全天; gebeurtenis duurt hele dag; hele dag; duurt hele dag; evento giornata intera;"
    " giornata intera; tutto il giorno; dia inteiro; evento de dia inteiro; journée complète; heldag;"
    " heldagshændelse; whole day; full day; 終日; 終日イベント",
    "text": "display date; date text; date words; date as said; when words",
    "summary": "summary; description; text; details; notes; body; abstract; comment; content; what happened;"
    " story; beschreibung; text inhalt; details zum ereignis; notizen; inhalt; bemerkung;"
    " zusammenfassung; résumé; texte; détails; descripción; descripcion; detalles; texto;"
    " descrizione; testo; descrição; 描述; 内容; 说明; 摘要; 説明; 内容; описание; omschrijving;"
    " beschrijving",
    "places": "place; places; location; venue; where; city; town; address; site; ort; orte; veranstaltungsort;"
    " wo; stadt; adresse; lieu; lieux; endroit; ville; où; lugar; ubicación; sitio; ciudad; dónde;"
    " luogo; dove; città; local; 地点; 地址; 场所; 場所; место; plaats; locatie; display location",
    "coordinates": "coordinates; geo; lat lon; latlon; lat lng; latlng; latitude longitude; koordinaten;"
    " coordonnées; coordenadas; 坐标",
    "latitude": "latitude; lat; breite; breitengrad; latitud; latitudine; 纬度; широта",
    "longitude": "longitude; lon; lng; long; länge; längengrad; longitud; longitudine; 经度; долгота",
    "url": "url; link; web; website; page; address url; permalink; event url; webseite; lien; site web;"
    " enlace; 网址; 链接; ссылка; href; uri",
    "links": "links; media; media url; more; see also; urls",
    "tags": "tags; tag; categories; category; keywords; group; type of event; topic; topics; kategorie;"
    " kategorien; schlagwörter; schlagworte; gruppe; thema; catégorie; catégories; mots clés;"
    " étiquettes; groupe; categoría; categorías; etiquetas; grupo; categoria; 标签; 分类; 类别;"
    " 关键词; カテゴリ; категория; теги; subject area",
    "status": "status; state; stand; zustand; statut; état; estado; stato; 状态; статус",
    "reason": "reason; grund; raison; motivo; 原因",
    "language": "language; lang; sprache; langue; idioma; lingua; 语言",
    "id": "id; uid; event id; identifier; key; guid; nummer; no; kennung; identifiant; identificador; 编号",
    "publisher": "publisher; source; sources; quelle; organizer; organiser; veranstalter; organisateur;"
    " organizador; 来源",
    "published": "published; publication date; veröffentlicht; publié; publicado; 发布日期",
    "type": "type; slide type; typ",
}
"""Order matters where one name could have two roles, and for which of two columns is taken."""
ROLES: Final = {column_key(name): role for role, names in reversed(NAMES.items()) for name in names.split(";")}
KNOWN: Final = frozenset(ROLES)
DATES: Final = frozenset({"edtf", "start", "year"})
DAY_OF_MONTH: Final = frozenset({"day", "tag", "jour", "dia", "日"})
"""Names of columns that beside one of years mean the day of the month, else a whole date."""
MORE: Final = ("tags", "links", "places")
"""Roles that several columns may have together."""
STATUSES: Final = {
    column_key(name): status
    for status, names in {
        "happened": "happened; done; past; completed; held; stattgefunden",
        "scheduled": "scheduled; arranged; angesetzt; programmé; programado",
        "expected": "expected; planned; upcoming; announced; geplant; prévu; previsto; 计划",
        "tentative": "tentative; provisional; unconfirmed; tbc; vorläufig; provisoire; tentativo; provisional",
        "postponed": "postponed; delayed; deferred; verschoben; reporté; aplazado; pospuesto; rinviato; 推迟; 延期",
        "cancelled": "cancelled; canceled; called off; abgesagt; ausgefallen; annulé; cancelado; annullato;"
        " 取消; отменено",
        "disputed": "disputed; contested; umstritten; contesté; disputado",
        "withdrawn": "withdrawn; retracted; zurückgezogen; retiré; retirado",
    }.items()
    for name in names.split(";")
}


def roles(cells: list[str]) -> dict[str, list[int]]:
    """The columns that have a role, by their header: one each, several for `MORE`."""
    columns: dict[str, list[int]] = {}
    for role, names in NAMES.items():
        wanted = [column_key(name) for name in names.split(";")]
        places = [
            (wanted.index(column_key(cell)), at) for at, cell in enumerate(cells) if ROLES.get(column_key(cell)) == role
        ]
        if places:
            places.sort()
            columns[role] = [at for _, at in places] if role in MORE else [places[0][1]]
    if "year" in columns and "start" in columns and column_key(cells[columns["start"][0]]) in DAY_OF_MONTH:
        columns["day"] = columns.pop("start")
    if "edtf" in columns and "text" not in columns and "summary" in columns:
        # In our own tables `text` are the words of the date, beside a `summary`.
        words = [at for at, cell in enumerate(cells) if column_key(cell) == "text" and at != columns["summary"][0]]
        columns |= {"text": words[:1]} if words else {}
    return columns


def is_header(cells: list[str]) -> bool:
    """Whether a row names a column of dates and one of words."""
    named = roles(cells)
    return bool(DATES & named.keys()) and bool(named.keys() & {"title", "summary"})
