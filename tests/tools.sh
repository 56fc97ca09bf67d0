#!/bin/sh
# The real browser, feed reader, calendar clients and C compiler that some tests use. Installed where we may; elsewhere said.
missing=""
for tool in chromium newsboat khal vdirsyncer; do
    command -v "$tool" >/dev/null 2>&1 || missing="$missing $tool"
done
command -v cc >/dev/null 2>&1 || missing="$missing gcc libc6-dev"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && [ -f /etc/debian_version ]; then
    echo "installing$missing …"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends $missing >/dev/null && exit 0
    echo "apt-get could not install$missing" >&2
    [ -z "$CI" ] || exit 1
fi
echo "not installed:$missing; the tests that need them are skipped (on Debian: apt-get install$missing)" >&2
[ -z "$CI" ] || exit 1
