#!/usr/bin/env bash
# Takes new texts of the window into the catalogues and compiles them. Run it after changing a
# text, translate what is marked unfinished in assets/translations/*.ts, and run it again.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=${BIN:-.venv/bin}
texts=$(mktemp -d)
trap 'rm -rf "$texts"' EXIT
# The reasons of the deeper layers, which know no Qt.
"$bin/python" packaging/reason_codes.py texts "$texts/reasons.py"
mapfile -t sources < <(find sigverify/gui -name '*.py' | sort; echo "$texts/reasons.py")
for language in en de hi; do
  plural=()
  [ "$language" = en ] && plural=(-pluralonly)
  catalogue=assets/translations/sigverify_$language.ts
  "$bin/pyside6-lupdate" -silent -no-obsolete -locations none "${plural[@]}" \
    -source-language en -target-language "$language" "${sources[@]}" -ts "$catalogue"
  "$bin/pyside6-lrelease" -silent "$catalogue" -qm "${catalogue%.ts}.qm"
done
