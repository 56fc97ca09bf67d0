"""nginx beside us: the same bytes as files, plain and in gzip, from one process."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

CONFIGURATION: Final = """
daemon off; master_process off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; tcp_nopush on; gzip_static on; keepalive_requests 10000000;
  types {{ application/atom+xml atom; text/calendar ics; }}
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; root {folder}/files; }}
}}
"""


def command(folder: Path, port: int, files: Mapping[str, tuple[bytes, bytes]]) -> list[str] | None:
    """How to start it with files by their names, each plain and in gzip; None where there is no nginx."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    if program is None:
        return None
    (folder / "files").mkdir(parents=True)
    folder.chmod(0o755)
    for name, (plain, packed) in files.items():
        (folder / "files" / name).write_bytes(plain)
        (folder / "files" / f"{name}.gz").write_bytes(packed)
    configuration = folder / "nginx.conf"
    configuration.write_text(CONFIGURATION.format(folder=folder, port=port), encoding="utf-8")
    return [program, "-c", str(configuration), "-e", str(folder / "error.log")]
