#!/bin/sh
# The first hour: from an empty folder to a chronology of one's own behind nginx, with a calendar and a feed reader that
# subscribed. Prints each command and the beginning of what it said. Needs timeline, nginx, curl, vdirsyncer and newsboat.
#
#   sh demo/first_hour.sh [WHEEL]      with a wheel of `make dist`, into an environment of its own
set -eu
LINES=${LINES_SHOWN:-4}
PORT=${PORT:-8411}
PROXY=${PROXY:-8412}
here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
hour=$(mktemp -d)
stop() {
    for each in "$hour"/*.pid; do
        if [ -s "$each" ]; then kill "$(cat "$each")" 2>/dev/null || true; fi
    done
    rm -rf "$hour"
}
trap stop EXIT
cd "$hour"

say() { printf '\n$ %s\n' "$*"; }
run() {
    say "$1"
    sh -c "$1" > "$hour/said" 2>&1 || { code=$?; head -n 20 "$hour/said"; echo "(exit $code)"; return $code; }
    head -n "$LINES" "$hour/said" | cut -c1-140
    if [ "$(wc -l < "$hour/said")" -gt "$LINES" ]; then echo "…"; fi
}
# A file as the documents show it: the block that is named so.
shown() { awk -v name="$2" '$0 ~ "^```[a-z]+ " && $2 == name {on = 1; next} /^```$/ {on = 0} on' "$here/docs/$1"; }

if [ $# -gt 0 ]; then
    wheel=$(CDPATH='' cd -- "$OLDPWD" && realpath "$1")
    run "python3 -m venv tools && tools/bin/pip install -q $wheel"
    PATH=$hour/tools/bin:$PATH
else
    PATH=$here/.venv/bin:$PATH
fi
export PATH PORT DATA="$hour/data" TIMELINE_BASE_URL="http://127.0.0.1:$PROXY"

echo "== a chronology of one's own"
run "timeline --version"
run "timeline init rivers --title 'Rivers of Europe' < /dev/null"
cd rivers
rm -f feeds/engineering.yaml events.history.jsonl
for name in timeline.toml events.yaml feeds/all.yaml feeds/fish.yaml; do
    shown getting-started.md $name > $name
done
run "cat events.yaml"
run "timeline check"  || true
run "timeline check --fix"
run "timeline list"

echo "== online: the server, and nginx before it"
say "timeline serve --fix --watch &"
timeline serve --fix --watch > "$hour/server.log" 2>&1 &
echo $! > "$hour/server.pid"
until grep -q Ctrl-C "$hour/server.log"; do kill -0 "$(cat "$hour/server.pid")" && sleep 0.2; done
head -n 3 "$hour/server.log"
shown online.md rivers-proxy.conf |
    sed "s/listen 80;/listen 127.0.0.1:$PROXY;/; s/127.0.0.1:8000/127.0.0.1:$PORT/" > "$hour/rivers.conf"
temporary=$(for each in client_body proxy fastcgi uwsgi scgi; do printf '%s_temp_path %s/%s; ' $each "$hour" $each; done)
printf 'pid %s/nginx.pid; events {} http { access_log off; %s include %s/rivers.conf; }\n' \
    "$hour" "$temporary" "$hour" > "$hour/nginx.conf"
run "nginx -t -e ../error.log -c $hour/nginx.conf"
run "nginx -e ../error.log -c $hour/nginx.conf"
run "curl -sI http://127.0.0.1:$PROXY/feeds/all.ics | grep -i -E '^(HTTP|content-type|etag)'"

echo "== subscribers"
mkdir -p "$hour/home/cal"
printf 'http://127.0.0.1:%s/feeds/all.atom\n' "$PROXY" > "$hour/home/urls"
cat > "$hour/home/vdirsyncer" <<EOF
[general]
status_path = "$hour/home/status/"
[pair rivers]
a = "web"
b = "here"
collections = null
[storage web]
type = "http"
url = "http://127.0.0.1:$PROXY/feeds/all.ics"
[storage here]
type = "filesystem"
path = "$hour/home/cal/"
fileext = ".ics"
EOF
cat > "$hour/titles.py" <<'EOF'
import sqlite3
for row in sqlite3.connect("../home/cache.db").execute("select title from rss_item order by title"):
    print(*row)
EOF
look() {
    run "vdirsyncer -v ERROR -c ../home/vdirsyncer sync && cat ../home/cal/*.ics | tr -d '\\r' | grep -E '^(DTSTART|SUMMARY)' | paste - -"
    run "newsboat -u ../home/urls -c ../home/cache.db -C /dev/null -x reload && python3 ../titles.py"
}
vdirsyncer -v ERROR -c "$hour/home/vdirsyncer" discover > /dev/null 2>&1
look

echo "== a correction reaches them as the same entry"
run "sed -i 's/1954-04-16/1954-04-17/; s/16 April 1954/17 April 1954/' events.yaml && grep -n 1954 events.yaml"
until timeline list 2>/dev/null | grep -q "17 April 1954"; do sleep 0.2; done
run "curl -s 'http://127.0.0.1:$PROXY/api/v1/events?q=weir&fields=title,when,sequence' | cut -c1-140"
look

echo "== the same as files"
run "timeline build ../out"
run "timeline build ../out"
