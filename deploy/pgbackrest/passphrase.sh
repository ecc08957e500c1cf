#!/bin/sh
# Make the repository's passphrase, once; keep a copy beside the repository that only the offline key opens.
#   passphrase.sh RECIPIENT CONF STORE
# RECIPIENT: the offline key's public half (age1…). CONF: the file that pgBackRest reads, on the database hosts alone.
# STORE: the repository's folder; passphrase.age is put there.
set -eu
recipient=$1 conf=$2 store=$3
umask 077
for file in "$conf" "$store/passphrase.age"; do
    if [ -e "$file" ]; then
        echo "$file exists: a new passphrase would close every backup that there is" >&2
        exit 1
    fi
done
passphrase=$(openssl rand -base64 48)
printf '[global]\nrepo1-cipher-pass=%s\n' "$passphrase" > "$conf.new"
age --encrypt --recipient "$recipient" --output "$store/passphrase.age" "$conf.new"
mv "$conf.new" "$conf"
