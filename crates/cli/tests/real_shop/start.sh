#!/usr/bin/env bash
# Sets up django-oscar, a shop that nobody here wrote, in the folder $1 and serves it on 127.0.0.1:$2.
# Packages come from PyPI once; the folder is used again. Prints nothing but faults; logs go to the folder.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
mkdir -p "$1/shop"
dir="$(cd "$1" && pwd)"; port="$2"
if [ ! -e "$dir/ready" ]; then
  python3 -m venv "$dir/v"
  "$dir/v/bin/pip" -q --disable-pip-version-check install "django-oscar[sorl-thumbnail]==4.2.1" "whoosh==2.7.4" "gunicorn==23.0.0" "whitenoise==6.9.0"
  cp "$here"/*.py "$dir/shop/"
  cd "$dir/shop"
  export DJANGO_SETTINGS_MODULE=settings PYTHONPATH="$PWD" POLICY_HTML="$here/policy.html"
  "$dir/v/bin/python" -m django migrate -v0
  "$dir/v/bin/python" -W ignore seed.py
  "$dir/v/bin/python" -m django collectstatic --noinput -v0
  "$dir/v/bin/python" -m django rebuild_index --noinput -v0
  touch "$dir/ready"
fi
cd "$dir/shop"
export DJANGO_SETTINGS_MODULE=settings PYTHONPATH="$PWD" PYTHONWARNINGS=ignore
# Threads: a browser keeps a spare connection open, and a lone synchronous worker would wait on it.
exec "$dir/v/bin/gunicorn" -b "127.0.0.1:$port" -w 1 --threads 8 --log-level critical 'django.core.wsgi:get_wsgi_application()'
