#!/bin/sh
# On a new database host: have the passphrase again, from the store and the offline key.
#   reopen.sh IDENTITY CONF STORE
# IDENTITY: the offline key's file, brought for this and taken away after. CONF, STORE: as for passphrase.sh.
set -eu
identity=$1 conf=$2 store=$3
umask 077
age --decrypt --identity "$identity" --output "$conf.new" "$store/passphrase.age"
mv "$conf.new" "$conf"
