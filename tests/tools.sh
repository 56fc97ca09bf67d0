#!/bin/sh
# The real browser, feed reader, calendar clients, web server, pooler and C compiler that some tests use. Installed where
# we may; elsewhere said.
PATH="$PATH:/usr/sbin"
missing=""
for tool in chromium newsboat khal vdirsyncer; do
    command -v "$tool" >/dev/null 2>&1 || missing="$missing $tool"
done
command -v nginx >/dev/null 2>&1 || missing="$missing nginx-light"
command -v pgbouncer >/dev/null 2>&1 || missing="$missing pgbouncer"
command -v systemd-analyze >/dev/null 2>&1 || missing="$missing systemd"
command -v cc >/dev/null 2>&1 || missing="$missing gcc libc6-dev"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && [ -f /etc/debian_version ]; then
    echo "installing$missing …"
    # At this run level no service that comes along is started.
    export DEBIAN_FRONTEND=noninteractive RUNLEVEL=1
    apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends $missing >/dev/null && exit 0
    echo "apt-get could not install$missing" >&2
    [ -z "$CI" ] || exit 1
fi
echo "not installed:$missing; the tests that need them are skipped (on Debian: apt-get install$missing)" >&2
[ -z "$CI" ] || exit 1
