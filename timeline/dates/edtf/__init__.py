"""EDTF: the text of a date, its years and points, and the days that it can mean."""
