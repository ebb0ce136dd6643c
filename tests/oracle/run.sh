#!/bin/sh
# Runs R's survey again: made-up surveys into data/, what R computes on them into expected/.
set -eu
cd "$(dirname "$0")"
packages="r-base-core r-cran-survey"
if ! command -v Rscript >/dev/null 2>&1; then
  echo "R is missing; on Debian: apt-get install $packages" >&2
  exit 2
fi
if ! Rscript -e 'quit(status = !requireNamespace("survey", quietly = TRUE))' >/dev/null 2>&1; then
  echo "R's survey package is missing; on Debian: apt-get install $packages" >&2
  exit 2
fi
mkdir -p data expected
for script in *.R; do
  echo "$script"
  Rscript --vanilla "$script"
done
