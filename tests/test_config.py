"""Settings: what is read, what overrides it, and that every mistake is told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from timeline import config
from timeline.errors import InvalidSettings
from timeline.model.chronology import HEMISPHERES, Chronology
from timeline.store import BACKENDS

TITLE = 'title = "Rivers"\n'


def read(directory: Path, text: str = TITLE, **environ: str) -> config.Settings:
    (directory / "timeline.toml").write_text(text, encoding="utf-8")
    return config.read(directory, environ)


def problems(directory: Path, text: str = TITLE, **environ: str) -> list[str]:
    with pytest.raises(InvalidSettings) as refused:
        read(directory, text, **environ)
    return str(refused.value).splitlines()


def test_a_title_is_enough(tmp_path):
    found = read(tmp_path)
    assert (found.title, found.language, found.base_url) == ("Rivers", "en", "http://127.0.0.1:8000")
    assert found.database == str(tmp_path / "data" / "timeline.db")


def test_the_chronology_is_what_the_settings_say():
    # Whether files are written into shows in nothing that is published.
    assert {*config.CHRONOLOGY, "eras"} - {"edit_files"} == set(Chronology.__struct_fields__)
    assert config.HEMISPHERES == HEMISPHERES
    assert {*config.CHRONOLOGY, *config.MACHINE, "eras"} == set(config.Settings.__struct_fields__)


@pytest.mark.parametrize(
    ("environ", "name", "value"),
    [
        ({"TIMELINE_TITLE": "Lakes"}, "title", "Lakes"),
        ({"TIMELINE_TITLE": ""}, "title", "Rivers"),
        ({"TIMELINE_BASE_URL": "https://Rivers.example/a/"}, "base_url", "https://rivers.example/a"),
        ({"PORT": "9000"}, "port", 9000),
        ({"PORT": "9000"}, "base_url", "http://127.0.0.1:9000"),
        ({"PORT": "9000", "TIMELINE_BASE_URL": "https://rivers.example"}, "base_url", "https://rivers.example"),
        ({"TIMELINE_PORT": "9001", "PORT": "9000"}, "port", 9001),
        ({"HOST": "::1"}, "host", "::1"),
        ({"RATE": "0"}, "rate", 0),
        ({"PROXIES": "127.0.0.1"}, "proxies", "127.0.0.1"),
        ({"DATA": "/var/lib/rivers"}, "database", "/var/lib/rivers/timeline.db"),
        ({"DATABASE_URL": "sqlite:/srv/rivers.db"}, "database", "sqlite:/srv/rivers.db"),
        ({"TIMELINE_LANGUAGE": "zh-hans-cn"}, "language", "zh-Hans-CN"),
        ({"TIMELINE_TEST_DATABASE_URL": "x"}, "title", "Rivers"),
    ],
)
def test_the_environment_overrides_the_file(environ, name, value, tmp_path):
    assert getattr(read(tmp_path, **environ), name) == value


def test_an_address_elsewhere_does_not_follow_the_port(tmp_path):
    text = TITLE + 'base_url = "https://rivers.example/path/"\n'
    assert read(tmp_path, text, PORT="9000").base_url == "https://rivers.example/path"


ROWS = [
    # the line, and what is told of it
    ("titel = 'x'", '2:1: unknown key "titel": did you mean title?'),
    ("language = 3", '2:1: language is a number or a date: put it in double quotes: language = "…"'),
    ("language = 'english please'", '2:1: language: "english please" is no language tag: write a code such as'),
    ("port = 80", "2:1: port belongs to the machine, not to the chronology: set PORT in the environment instead"),
    ("base_url = 'ftp://x'", '2:1: base_url: "ftp://x" is no http or https address'),
    ("base_url = 'https://a/?b'", '2:1: base_url: "https://a/?b" has more than a host and a path'),
    ("base_url = 'https://me:pw@a/'", '2:1: base_url: "https://me:pw@a/" has more than a host and a path'),
    ("base_url = 'https://a:99999/'", '2:1: base_url: "https://a:99999/" is no web address'),
    ("base_url = 'https://é/'", '2:1: base_url: "https://é/" is not ASCII'),
    ("base_url = 'http://a b/'", '2:1: base_url: "http://a b/" has a character that no address has'),
    ("authority = 'rivers.example'", '2:1: authority: "rivers.example" is no tag authority'),
    ("authority = 'rivers.example,2026-13'", '2:1: authority: "rivers.example,2026-13" names no day'),
    ("authority = 'me@rivers.example,2026'", '2:1: authority: "me@rivers.example,2026" is no tag authority'),
    ("authority = 'Rivers.example,2026'", '2:1: authority: "Rivers.example,2026" is no tag authority'),
    ("timezone = 'Europe/Pari'", '2:1: timezone: "Europe/Pari" is no IANA time zone: did you mean Europe/Paris?'),
    ("timezone = '../../etc/passwd'", '2:1: timezone: "../../etc/passwd" is no IANA time zone'),
    ("hemisphere = 'east'", '2:1: hemisphere: "east" is no hemisphere: write north or south'),
    ('contact = "a\\u001bb"', "2:1: contact:"),
    ("[server]", '2:2: unknown key "server"'),
    ("language = ", "2:12: is no TOML (Invalid value)"),
    ("title = 'again'", "2:16: is no TOML (Cannot overwrite a value)"),
]


@pytest.mark.parametrize(("line", "told"), [row for row in ROWS if row[1]], ids=lambda value: value[:30])
def test_a_mistake_is_told_with_its_place_and_what_to_do(line, told, tmp_path):
    [problem] = problems(tmp_path, TITLE + line + "\n")
    assert problem.startswith(f"timeline.toml:{told}")


def test_all_mistakes_of_file_and_environment_are_told_at_once(tmp_path):
    told = problems(
        tmp_path, "language = 3\ncolour = 'blue'\n", PORT="http", TIMELINE_TITEL="x", TIMELINE_TIMEZONE="Mars"
    )
    assert [line.split(":")[0] for line in told] == ["environment"] * 3 + ["timeline.toml"] * 2
    assert 'PORT: "http" is no port' in told[0]
    assert "did you mean TIMELINE_TITLE?" in told[2]


@pytest.mark.parametrize("text", ["", "title = ''\n", "title = '   '\n"])
def test_a_title_must_be_there(text, tmp_path):
    assert "title" in problems(tmp_path, text)[0]


def test_a_folder_without_settings_is_told_of_init(tmp_path):
    with pytest.raises(InvalidSettings, match="timeline init"):
        config.read(tmp_path / "nowhere", {})


def test_a_file_that_is_not_utf8_is_told_with_its_line(tmp_path):
    (tmp_path / "timeline.toml").write_bytes(TITLE.encode() + b'contact = "\xe9"\n')
    with pytest.raises(InvalidSettings, match=r"timeline\.toml:2:1: is not UTF-8"):
        config.read(tmp_path, {})


def test_windows_line_endings_and_a_byte_order_mark_are_fine(tmp_path):
    (tmp_path / "timeline.toml").write_bytes(b"\xef\xbb\xbf" + TITLE.replace("\n", "\r\n").encode())
    assert config.read(tmp_path, {}).title == "Rivers"


def test_eras_are_intervals_by_name_in_the_order_of_time(tmp_path: Path) -> None:
    written = (
        '[eras]\n"Reform and opening" = "1978-12/2012-11"\n"Republic" = "1912/1949"\n"Since then" = "2012-11/.."\n'
    )
    (tmp_path / "timeline.toml").write_text(f'title = "Eras"\n{written}', encoding="utf-8")
    found = config.read(tmp_path, {}).eras
    assert [era.name for era in found] == ["Republic", "Reform and opening", "Since then"]
    assert found[0].edtf == "1912/1949"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('eras = "1912/1949"', "eras is no table"),
        ('[eras]\n"Republic" = "1912"', "is no interval"),
        ('[eras]\n"Republic" = 1912', "is no interval"),
        ('[eras]\n"Republic" = "1949/1912"', "the end, 1912, is before the start, 1949"),
        ('[eras]\n"Republic" = "soon/later"', "soon"),
    ],
)
def test_an_era_that_is_none_is_a_problem_with_its_name(tmp_path: Path, written: str, said: str) -> None:
    (tmp_path / "timeline.toml").write_text(f'title = "Eras"\n{written}\n', encoding="utf-8")
    with pytest.raises(InvalidSettings) as raised:
        config.read(tmp_path, {})
    (problem,) = raised.value.problems
    assert said in problem.what
    assert problem.line == 2


@pytest.mark.parametrize(
    ("written", "hosts"),
    [
        ("upload.wikimedia.org", ("upload.wikimedia.org",)),
        ("A.example, b.example:8443 a.example", ("a.example", "b.example:8443")),
    ],
)
def test_hosts_of_pictures_are_names(written, hosts, tmp_path):
    (tmp_path / "timeline.toml").write_text(f'title = "T"\nimage_hosts = "{written}"\n')
    assert config.read(tmp_path, {}).image_hosts == hosts


@pytest.mark.parametrize(
    "written", ["https://a.example", "a.example/pictures", "*", "*.example", "a.example; script-src *"]
)
def test_what_is_no_host_is_told(written, tmp_path):
    (tmp_path / "timeline.toml").write_text(f'title = "T"\nimage_hosts = "{written}"\n')
    with pytest.raises(InvalidSettings, match=r"timeline.toml:2:1: image_hosts: .* is no host"):
        config.read(tmp_path, {})


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("PORT", "99999", '"99999" is no port'),
        ("PORT", "80 80", '"80 80" is no port'),
        ("HOST", "http://127.0.0.1", '"http://127.0.0.1" is no address to listen on'),
        ("HOST", "127.0.0.1:8000", '"127.0.0.1:8000" is no address to listen on'),
        ("DATABASE_URL", "oracle://me:hunter2@db/rivers", "oracle: is no kind of database"),
        ("DATABASE_URL", "mysql:hunter2@db", "mysql: is no kind of database"),
        ("READ_URL", "sqlite:/hunter2.db", "is no address of PostgreSQL"),
        ("READ_URL", "/srv/hunter2.db", "is no address of PostgreSQL"),
        ("PROXIES", "127.0.0.1,proxy", '"proxy" is no address of a proxy'),
        ("RATE", "many", '"many" is no number of requests'),
    ],
)
def test_what_a_machine_is_told_wrongly_is_named_with_its_variable_and_a_remedy(variable, value, said, tmp_path):
    for name in (variable, f"TIMELINE_{variable}"):
        [problem] = problems(tmp_path, **{name: value})
        assert problem.startswith(f"environment: {name}: {said}")
        assert problem.count(": ") >= 3
        assert "hunter2" not in problem


def test_a_standby_is_one_of_a_postgresql(tmp_path):
    standby = "postgresql://me:hunter2@standby/rivers"
    assert read(tmp_path, DATABASE_URL="postgres://db/rivers", READ_URL=standby).read_url == standby
    for database in ({}, {"DATABASE_URL": "rivers.db"}, {"DATABASE_URL": "sqlite:rivers.db"}):
        [problem] = problems(tmp_path, READ_URL=standby, **database)
        assert problem == (
            "environment: READ_URL names a standby, and DATABASE_URL no PostgreSQL that it could be one of: "
            "leave READ_URL out, or set DATABASE_URL to the server that writes"
        )


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "::", "::1", "localhost", "my-machine.example"])
def test_a_host_is_an_address_or_a_name(host, tmp_path):
    assert read(tmp_path, HOST=host).host == host
    assert read(tmp_path, HOST="[::1]").host == "::1"


@pytest.mark.parametrize(
    "url", ["postgresql://me:pass@db/rivers", "sqlite:/srv/t.db", "sqlite:///srv/t.db", "/srv/t.db", "t.db", r"C:\t.db"]
)
def test_a_database_is_a_path_with_or_without_its_kind(url, tmp_path):
    assert read(tmp_path, DATABASE_URL=url).database == url
    assert set(BACKENDS) == set(config.SCHEMES)


def test_proxies_are_addresses_and_networks(tmp_path):
    assert read(tmp_path, PROXIES="127.0.0.1, 10.0.0.0/8 ::1").proxies == "127.0.0.1,10.0.0.0/8,::1"
    assert read(tmp_path, PROXIES="*").proxies == "*"


def test_a_variable_that_is_like_none_of_ours_is_named_and_does_no_harm(tmp_path):
    environ = {"TIMELINE_COLOUR": "blue", "TIMELINE_PORTS": "1", "HOME": "/root"}
    assert read(tmp_path, TIMELINE_COLOUR="blue").title == "Rivers"
    lines = config.strangers(environ)
    assert [line.split()[1] for line in lines] == ["TIMELINE_COLOUR"]
    assert "did you mean TIMELINE_PORT?" in problems(tmp_path, TIMELINE_PORTS="1")[0]
    [line] = config.strangers({"TIMELINE_DATABASE": "x"})
    assert "the nearest is TIMELINE_DATABASE_URL" in line


@pytest.mark.parametrize(
    ("authority", "base_url", "is_wrong"),
    [
        ("example.org,2026", "https://town.museum", True),
        ("timeline.example,2026", "https://town.museum/past", True),
        ("town.museum,2026", "https://town.museum", False),
        ("example.org,2026", "http://127.0.0.1:8000", False),
        ("example.org,2026", "http://web:8000", False),
        ("example.org,2026", "http://192.168.1.7", False),
        ("example.org,2026", "https://timeline.example", False),
        ("example.org,2026", "https://93.184.215.14", True),
    ],
)
def test_a_sample_authority_is_refused_where_readers_come(tmp_path, authority, base_url, is_wrong):
    (tmp_path / config.FILE).write_text(f'title = "A"\nauthority = "{authority}"\nbase_url = "{base_url}"\n')
    _, problems = config.examine(tmp_path, {})
    assert [(problem.line, "a sample" in problem.what) for problem in problems] == ([(2, True)] if is_wrong else [])
