#!/bin/sh
# An authority for the database nodes alone, made at the first call, and a certificate for one node.
#   certificates.sh FOLDER NAME ADDRESS
# FOLDER keeps authority.key, which no node needs; FOLDER/NAME is what the node NAME at ADDRESS (an IP address) is given.
set -eu
folder=$1 name=$2 address=$3
umask 077
mkdir -p "$folder/$name"
cd "$folder"
if [ ! -e authority.key ]; then
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3650 -subj "/CN=Sceau database nodes" \
        -addext "keyUsage=critical,keyCertSign,cRLSign" -keyout authority.key -out authority.crt 2>/dev/null
fi
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$name" \
    -addext "subjectAltName=IP:$address" -addext "extendedKeyUsage=serverAuth,clientAuth" \
    -keyout "$name/node.key" -out "$name/node.csr" 2>/dev/null
openssl x509 -req -in "$name/node.csr" -CA authority.crt -CAkey authority.key -CAcreateserial -days 825 \
    -copy_extensions copy -out "$name/node.crt" 2>/dev/null
cp authority.crt "$name/authority.crt"
cp "$name/node.key" "$name/etcd.key"  # the same key, for etcd's account
rm "$name/node.csr"
chmod 755 "$name"
chmod 644 "$name/authority.crt" "$name/node.crt"
