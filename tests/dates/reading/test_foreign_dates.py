"""A whole date of any language is its day in prose, never its year alone; other calendars name no day of ours."""

from __future__ import annotations

import datetime as dt

import pytest

from timeline.prose.expressions import expressions

PUBLISHED = dt.date(2025, 4, 20)


@pytest.mark.parametrize(
    ("text", "words", "edtf"),
    [
        ("Il 16 aprile 2025 il museo ha aperto una sala.", "16 aprile 2025", "2025-04-16"),
        ("Em 7 de setembro de 1822 foi proclamada.", "7 de setembro de 1822", "1822-09-07"),
        ("Op 5 mei 1945 was het voorbij.", "5 mei 1945", "1945-05-05"),
        ("12 апреля 1961 года он взлетел.", "12 апреля 1961 года", "1961-04-12"),
        ("وفي 25 يناير 2011 خرج الناس", "25 يناير 2011", "2011-01-25"),
        ("11 listopada 1918 roku Polska", "11 listopada 1918 roku", "1918-11-11"),
        ("28. listopada 1918. godine", "28. listopada 1918", "1918-10-28"),
        ("29 Ekim 1923 tarihinde ilan edildi", "29 Ekim 1923", "1923-10-29"),
        ("2011年3月11日に地震が起きた", "2011年3月11日", "2011-03-11"),
        ("1945년 8월 15일 해방되었다", "1945년 8월 15일", "1945-08-15"),
        ("1956. október 23-án kezdődött", "1956. október 23-án", "1956-10-23"),
        ("Ngày 2 tháng 9 năm 1945 tại Hà Nội", "Ngày 2 tháng 9 năm 1945", "1945-09-02"),
        ("15 अगस्त 1947 को भारत", "15 अगस्त 1947", "1947-08-15"),
        ("The battle of 21 octobre 1805 was told so.", "21 octobre 1805", "1805-10-21"),
    ],
)
def test_a_whole_date_of_another_language_is_its_day(text: str, words: str, edtf: str) -> None:
    dates = [(each.text, each.when.edtf) for each in expressions(text, PUBLISHED) if each.when]
    assert dates == [(words, edtf)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("13 Cheshvan 5760 is no day of ours", "en"),
        ("16 เมษายน 2568 เปิด", "en"),
        ("22 بهمن 1357", "en"),
        ("1 رمضان 1445", "en"),
        ("令和6年5月7日に開館した", "zh"),
        ("民國113年5月7日開館", "zh"),
    ],
)
def test_a_day_of_another_calendar_is_none_of_ours(text: str, language: str) -> None:
    days = [each.when for each in expressions(text, PUBLISHED, language) if each.when]
    assert [when.edtf for when in days if when.precision == "day"] == []
