"""iCalendar as it is found: content lines, dates, zones and series, each mistake with its place."""
