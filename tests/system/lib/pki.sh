# SPDX-License-Identifier: ISC
# Makes the test provider's certificates: a good one and four bad ones.
#
# Run with `bash pki.sh DIRECTORY` where the openssl command is.  Each server
# certificate is DIRECTORY/NAME.pem with the chain; one key, server.key.
set -eu
umask 077
mkdir -p "$1"
cd "$1"

new_key() { openssl ecparam -genkey -name prime256v1 -noout -out "$1"; }

# new_ca NAME SUBJECT: a CA of its own, with the bookkeeping `openssl ca` has.
new_ca() {
	new_key "$1.key"
	openssl req -x509 -new -key "$1.key" -days 30 -subj "/CN=$2" \
	    -out "$1.pem" -config settings -extensions authority
	: >"$1.index"
	echo 1000 >"$1.serial"
}

# leaf NAME CA FROM UNTIL HOST...: signs NAME.pem for the hosts.
leaf() {
	local name=$1 ca=$2 from=$3 until=$4 hosts
	shift 4
	hosts=$(printf 'DNS:%s,' "$@")
	export LEAF_HOSTS=${hosts%,}
	openssl req -new -key server.key -subj "/CN=$1" -config settings \
	    -out "$name.csr"
	openssl ca -batch -config settings -name "$ca" -in "$name.csr" \
	    -startdate "$from" -enddate "$until" -notext -out "$name.leaf"
	cat "$name.leaf" "$ca.pem" >"$name.pem"
}

cat >settings <<'X'
[req]
distinguished_name = dn
[dn]
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[server]
basicConstraints = CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = ${ENV::LEAF_HOSTS}
[policy]
commonName = supplied
[ca]
database = ca.index
serial = ca.serial
certificate = ca.pem
private_key = ca.key
new_certs_dir = .
default_md = sha256
policy = policy
x509_extensions = server
unique_subject = no
[other]
database = other.index
serial = other.serial
certificate = other.pem
private_key = other.key
new_certs_dir = .
default_md = sha256
policy = policy
x509_extensions = server
unique_subject = no
X
export LEAF_HOSTS=DNS:none.example.test
yesterday=$(date -u -d yesterday +%Y%m%d000000Z)
later=$(date -u -d '20 days' +%Y%m%d000000Z)

new_ca ca 'Postern test CA'
new_ca other 'A CA nobody trusts'
new_key server.key
leaf good ca "$yesterday" "$later" mail.example.test plain.example.test \
    scram.example.test scram1.example.test login.example.test \
    nochunk.example.test ascii.example.test proxy.example.test \
    fake.example.test \
    cyrus12.example.test cyrus13.example.test split.example.test \
    port25.example.test clear.example.test exim.example.test
leaf expired ca 20200101000000Z 20200201000000Z expired.example.test \
    fake.example.test
leaf wrongname ca "$yesterday" "$later" somebodyelse.example.test
leaf unknownca other "$yesterday" "$later" unknownca.example.test
openssl req -x509 -new -key server.key -days 20 -config settings \
    -subj /CN=selfsigned.example.test -extensions server \
    -addext subjectAltName=DNS:selfsigned.example.test \
    -out selfsigned.pem 2>/dev/null ||
    LEAF_HOSTS=DNS:selfsigned.example.test openssl req -x509 -new \
	-key server.key -days 20 -config settings -extensions server \
	-subj /CN=selfsigned.example.test -out selfsigned.pem
chmod 644 ./*.pem
chmod 755 .
