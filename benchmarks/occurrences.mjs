// Occurrences of calendars by ical.js, which we do not expand with: `node occurrences.mjs ICAL.JS < LIST`.
// Each line of the list is a JSON array: a path, the first and the last instant wanted. The calendar states its zones.
// Each line of the answer is a JSON array of [uid, start, end, summary] in the order of their dates: instants in UTC, days, or floating times.
import { readFileSync } from "node:fs";

const ICAL = (await import(process.argv[2])).default;
const LONGEST = 20000;

function written(time) {
  if (time.isDate) return time.toString();
  if (time.zone === ICAL.Timezone.localTimezone || time.zone.tzid === "floating") return `${time}`;
  return new Date(time.toUnixTime() * 1000).toISOString();
}

// What ical.js does not expand: the rule of what is left out (EXRULE), and the length of an added period.
function leftOut(master, last) {
  const out = new Set();
  for (const property of master.component.getAllProperties("exrule")) {
    const dates = ICAL.Recur.fromString(String(property.getFirstValue())).iterator(master.startDate);
    for (let count = 0, next; count < LONGEST && (next = dates.next()); count++) {
      if (next.toUnixTime() > last + 400 * 86400) break;
      out.add(`${next}`);
    }
  }
  return out;
}

// Periods become times, which ical.js takes, and their ends are kept.
function takePeriods(master) {
  const ends = new Map();
  for (const property of master.component.getAllProperties("rdate")) {
    if (property.type !== "period") continue;
    master.component.removeProperty(property);
    for (const period of property.getValues()) {
      const date = new ICAL.Property("rdate");
      date.setValue(period.start);
      const zone = property.getFirstParameter("tzid");
      if (zone) date.setParameter("tzid", zone);
      master.component.addProperty(date);
      ends.set(`${period.start}`, period.getEnd());
    }
  }
  return ends;
}

function occurrences(text, first, last) {
  ICAL.TimezoneService.reset();
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const parts = calendar.getAllSubcomponents("vevent").map((part) => new ICAL.Event(part));
  const masters = new Map();
  for (const part of parts) if (!part.isRecurrenceException()) masters.set(part.uid, part);
  const found = [];
  const add = (event, start, end) => {
    if (event.component.getFirstPropertyValue("status") === "CANCELLED") return;
    const at = start.toUnixTime();
    if (at >= first && at <= last) found.push([event.uid, written(start), written(end), event.summary]);
  };
  for (const part of parts) {
    if (!part.isRecurrenceException()) continue;
    const master = masters.get(part.uid);
    if (master) master.relateException(part);
    else add(part, part.startDate, part.endDate);
  }
  for (const master of masters.values()) {
    if (!master.isRecurring()) {
      add(master, master.startDate, master.endDate);
      continue;
    }
    const [out, ends] = [leftOut(master, last), takePeriods(master)];
    const dates = master.iterator();
    for (let count = 0, next; count < LONGEST && (next = dates.next()); count++) {
      const details = master.getOccurrenceDetails(next);
      if (next.toUnixTime() > last + 400 * 86400) break;
      if (out.has(`${next}`)) continue;
      const end = details.item === master ? ends.get(`${next}`) : undefined;
      add(details.item, details.startDate, end ?? details.endDate);
    }
  }
  return found.sort((one, other) => (one[1] + one[3] < other[1] + other[3] ? -1 : 1));
}

for (const line of readFileSync(0, "utf8").split("\n").filter(Boolean)) {
  const [path, first, last] = JSON.parse(line);
  try {
    console.log(JSON.stringify(occurrences(readFileSync(path, "utf8"), first, last)));
  } catch (error) {
    console.log(JSON.stringify(`${path}: ${error}`));
  }
}
