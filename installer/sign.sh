#!/usr/bin/env bash
# Signs one file with the keys that the environment names, and verifies what it signed (docs/adr/0017).
#
#   installer/sign.sh FILE            a program or installer for Windows (PE): Authenticode with a timestamp, in place;
#                                     a bundle's files.json: certificates and signature into files.sig beside it;
#                                     anything else (.deb, SHA256SUMS): FILE.asc beside it, by GnuPG
#   installer/sign.sh --verify FILE   whether FILE carries a valid signature; needs no private key
#   installer/sign.sh --ready         whether the keys are named, open and fit together; signs nothing
#
# Certificates: SIGNING_CERTIFICATES (PEM, the one that signs first), with SIGNING_KEY (PEM; under a passphrase:
#   SIGNING_PASSPHRASE_FILE) or SIGNING_PKCS11_MODULE and SIGNING_PKCS11_KEY (pkcs11:… address; SIGNING_PIN_FILE);
#   SIGNING_TIMESTAMP_URL (several with spaces between them: the first that answers), or for tests
#   SIGNING_TIMESTAMP_CERTIFICATES and SIGNING_TIMESTAMP_KEY; SIGNING_AUTHORITY (PEM): whom a certificate must come
#   from; without it, the authorities that the system trusts.
# GnuPG: SIGNING_GPG_KEY (fingerprint); SIGNING_GPG_HOME and SIGNING_GPG_PASSPHRASE_FILE where needed.
# UNSIGNED=1: where no key is named the file stays as it is, which is said, with exit 0. It excuses nothing else.
#
# Exit: 0 done; 1 signing or verifying failed, FILE is as it was; 2 wrong usage or no such file; 3 no usable key.
set -euo pipefail
export LC_ALL=C

fail() { # STATUS SENTENCE…
    local status=$1
    shift
    printf '%s\n' "$*" >&2
    exit "$status"
}

usage="usage: installer/sign.sh FILE | --verify FILE | --ready"
mode=sign
case ${1:-} in
    --ready | --verify) mode=${1#--} && shift ;;
    -*) fail 2 "$usage" ;;
esac
if [ "$mode" = ready ]; then
    [ $# = 0 ] || fail 2 "$usage"
else
    [ $# = 1 ] || fail 2 "$usage"
    file=$1
    [ -f "$file" ] || fail 2 "There is no file $file."
fi

authority=${SIGNING_AUTHORITY:-/etc/ssl/certs/ca-certificates.crt}
place= server=
cleanup() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    [ -z "$place" ] || rm -rf "$place"
}
trap cleanup EXIT

# --- helpers ---------------------------------------------------------------------------------------------------------

need_program() { # PROGRAM PACKAGE
    command -v "$1" >/dev/null || fail 3 "The program $1 is needed for this; on Debian: apt-get install $2"
}

need_file() { # NAME-OF-VARIABLE
    [ -r "${!1}" ] || fail 3 "$1 names a file that cannot be read: ${!1}"
}

quietly() { # COMMAND…: runs it without a terminal to ask on; what it said is kept in $said for when it fails
    said=$("$@" 2>&1 </dev/null)
}

kind_of() {
    if [ "$(head -c 2 -- "$1" | tr -d '\0')" = MZ ]; then
        echo program
    elif [ "$(basename -- "$1")" = files.json ]; then
        echo list
    else
        echo other
    fi
}

authenticode_verify() { # FILE
    local options=(-CAfile "$authority" -TSA-CAfile "$authority")
    # Lists of withdrawn certificates are asked for by Windows; the machine that builds may have no network. Debian 12's
    # own osslsigncode (2.5) knows no such option and asks for none.
    if osslsigncode 2>&1 | grep -q -e -ignore-cdp; then options+=(-ignore-cdp); fi
    quietly osslsigncode verify "${options[@]}" -in "$1" || return 1
    # 2.5 ends with 0 for a file without a timestamp too.
    grep -qx "Timestamp Server Signature verification: ok" <<<"$said"
}

chain_is_trusted() { # FILE
    quietly openssl verify -CAfile "$authority" -untrusted "$1" -purpose any "$1"
}

list_verify() { # files.json files.sig
    local folder
    folder=$(mktemp -d)
    openssl x509 -in "$2" -pubkey -noout >"$folder/key" 2>/dev/null &&
        sed -n '/^-----BEGIN SIGNATURE-----$/,/^-----END SIGNATURE-----$/{/^-----/!p}' "$2" |
        openssl base64 -d >"$folder/signature" &&
        quietly openssl dgst -sha256 -verify "$folder/key" -signature "$folder/signature" "$1" &&
        chain_is_trusted "$2" && has_code_signing_use "$2"
    local status=$?
    rm -rf "$folder"
    return "$status"
}

has_code_signing_use() { # CERTIFICATE
    openssl x509 -in "$1" -noout -ext extendedKeyUsage 2>/dev/null | grep -q "Code Signing"
}

gnupg() {
    local home=()
    [ -z "${SIGNING_GPG_HOME:-}" ] || home=(--homedir "$SIGNING_GPG_HOME")
    gpg "${home[@]}" --batch --quiet --no-tty "$@"
}

gpg_verify() { # FILE FILE.asc: by the key that is named, which is neither expired nor withdrawn
    quietly gnupg --status-fd 1 --verify "$2" "$1" || return 1
    # By lines: a name, which anybody gives to his key, may hold any words.
    ! grep -qE '^\[GNUPG:\] (EXPKEYSIG|REVKEYSIG) ' <<<"$said" &&
        grep -q "^\[GNUPG:\] VALIDSIG .*${SIGNING_GPG_KEY:?}" <<<"$said"
}

# --- which keys ------------------------------------------------------------------------------------------------------

no_key() { # WHAT VARIABLES
    if [ "$mode" = sign ] && [ "${UNSIGNED:-}" = 1 ]; then
        echo "NOT SIGNED, as UNSIGNED=1 says: $file" >&2
        exit 0
    fi
    fail 3 "Nothing is signed: no key for $1 is named. Name $2 in the environment (installer/sign.sh lists them;" \
        "'make signing-test-ca' makes keys to try with), or say UNSIGNED=1 to go on without."
}

check_certificates() {
    [ -n "${SIGNING_CERTIFICATES:-}" ] || no_key "programs and lists" "SIGNING_CERTIFICATES and SIGNING_KEY"
    need_program openssl openssl
    need_file SIGNING_CERTIFICATES
    need_file authority
    local subject begins now
    subject=$(openssl x509 -in "$SIGNING_CERTIFICATES" -noout -subject -nameopt RFC2253 2>/dev/null) ||
        fail 3 "SIGNING_CERTIFICATES holds no certificate (PEM): $SIGNING_CERTIFICATES"
    subject=${subject#subject=}
    openssl x509 -in "$SIGNING_CERTIFICATES" -noout -checkend 0 >/dev/null ||
        fail 3 "The certificate has expired: $subject. Nothing is signed with it; get a new one."
    begins=$(date -d "$(openssl x509 -in "$SIGNING_CERTIFICATES" -noout -startdate | cut -d= -f2)" +%s)
    now=$(date +%s)
    [ "$begins" -le "$now" ] || fail 3 "The certificate is not valid yet: $subject. Is this machine's clock right?"
    has_code_signing_use "$SIGNING_CERTIFICATES" ||
        fail 3 "The certificate is not for signing programs (extended key usage): $subject"
    chain_is_trusted "$SIGNING_CERTIFICATES" ||
        fail 3 "The certificate does not come from an authority in $authority: $subject." \
            "Put the certificates between them behind it in SIGNING_CERTIFICATES, or name SIGNING_AUTHORITY. ($said)"
    if [ -n "${SIGNING_KEY:-}" ]; then
        check_key_file
    elif [ -n "${SIGNING_PKCS11_MODULE:-}" ] && [ -n "${SIGNING_PKCS11_KEY:-}" ]; then
        check_token
    else
        fail 3 "SIGNING_CERTIFICATES is named without a key: SIGNING_KEY, or SIGNING_PKCS11_MODULE and" \
            "SIGNING_PKCS11_KEY."
    fi
    [ -z "${SIGNING_TIMESTAMP_URL:-}${SIGNING_TIMESTAMP_KEY:-}" ] &&
        fail 3 "SIGNING_TIMESTAMP_URL is not named: without a timestamp, signatures end with the certificate." \
            "The company that issued the certificate says the address."
    signer=$subject
}

check_key_file() {
    need_file SIGNING_KEY
    local of_key of_certificate password=(-passin pass:)
    if [ -n "${SIGNING_PASSPHRASE_FILE:-}" ]; then
        need_file SIGNING_PASSPHRASE_FILE
        password=(-passin "file:$SIGNING_PASSPHRASE_FILE")
    fi
    of_key=$(openssl pkey -in "$SIGNING_KEY" "${password[@]}" -pubout 2>/dev/null </dev/null) ||
        fail 3 "The key in $SIGNING_KEY does not open: the passphrase in SIGNING_PASSPHRASE_FILE is wrong or missing," \
            "or it is no key (PEM)."
    of_certificate=$(openssl x509 -in "$SIGNING_CERTIFICATES" -pubkey -noout)
    [ "$of_key" = "$of_certificate" ] ||
        fail 3 "The key in $SIGNING_KEY is not the key of the first certificate in $SIGNING_CERTIFICATES."
    openssl_key=(-sign "$SIGNING_KEY" "${password[@]}")
    authenticode_key=(-key "$SIGNING_KEY")
    [ -z "${SIGNING_PASSPHRASE_FILE:-}" ] || authenticode_key+=(-readpass "$SIGNING_PASSPHRASE_FILE")
}

check_token() {
    need_file SIGNING_PKCS11_MODULE
    local engine
    engine=$(openssl version -e | cut -d'"' -f2)/pkcs11.so
    [ -r "$engine" ] ||
        fail 3 "OpenSSL has no engine for tokens ($engine); on Debian: apt-get install libengine-pkcs11-openssl"
    openssl_key=(-engine pkcs11 -keyform engine -sign "$SIGNING_PKCS11_KEY")
    authenticode_key=(-pkcs11module "$SIGNING_PKCS11_MODULE" -key "$SIGNING_PKCS11_KEY")
    export PKCS11_MODULE_PATH=$SIGNING_PKCS11_MODULE
    if [ -n "${SIGNING_PIN_FILE:-}" ]; then
        need_file SIGNING_PIN_FILE
        openssl_key+=(-passin "file:$SIGNING_PIN_FILE")
        authenticode_key+=(-readpass "$SIGNING_PIN_FILE")
    fi
}

need_fingerprint() { # a part of one, or a name, would let signatures of other keys pass, or none
    SIGNING_GPG_KEY=$(tr -d ' ' <<<"$SIGNING_GPG_KEY" | tr a-f A-F)
    [[ $SIGNING_GPG_KEY =~ ^([0-9A-F]{40}|[0-9A-F]{64})$ ]] ||
        fail 3 "SIGNING_GPG_KEY must be the whole fingerprint of the key, as gpg --fingerprint shows it:" \
            "$SIGNING_GPG_KEY"
}

check_gpg() {
    [ -n "${SIGNING_GPG_KEY:-}" ] || no_key "packages and sums" "SIGNING_GPG_KEY (and SIGNING_GPG_HOME)"
    need_program gpg gnupg
    need_fingerprint
    [ -z "${SIGNING_GPG_HOME:-}" ] || [ -d "$SIGNING_GPG_HOME" ] ||
        fail 3 "SIGNING_GPG_HOME names no folder: $SIGNING_GPG_HOME"
    quietly gnupg --list-keys "$SIGNING_GPG_KEY" || fail 3 "GnuPG does not have the key $SIGNING_GPG_KEY: $said"
}

why_not() { # WHAT: says what the program said, and what to look at
    local hint=""
    [ -n "${SIGNING_KEY:-}" ] ||
        hint=" Does SIGNING_PIN_FILE hold the PIN, and SIGNING_PKCS11_KEY the address of a private key on the token?"
    fail 1 "$1 could not be signed; it is as it was.$hint"$'\n'"$said"
}

# --- signing ---------------------------------------------------------------------------------------------------------

timestamp_options() { # fills $timestamp
    timestamp=()
    local url
    if [ -n "${SIGNING_TIMESTAMP_URL:-}" ]; then
        for url in $SIGNING_TIMESTAMP_URL; do timestamp+=(-ts "$url"); done
        return
    fi
    need_file SIGNING_TIMESTAMP_CERTIFICATES
    need_file SIGNING_TIMESTAMP_KEY
    # Older programs have no timestamps of their own making: they are asked for over HTTP, as from a real authority.
    python3 "$(dirname -- "${BASH_SOURCE[0]}")/timestamp_server.py" \
        "$SIGNING_TIMESTAMP_CERTIFICATES" "$SIGNING_TIMESTAMP_KEY" >"$place/address" 2>"$place/server.log" &
    server=$!
    local tries
    for tries in $(seq 100); do
        [ -s "$place/address" ] && break
        kill -0 "$server" 2>/dev/null || fail 1 "The timestamp server for tests did not start: $(cat "$place/server.log")"
        sleep 0.1
    done
    timestamp=(-ts "$(cat "$place/address")")
}

sign_program() {
    need_program osslsigncode osslsigncode
    check_certificates
    place=$(mktemp -d "$(dirname -- "$file")/.signing.XXXXXX") || fail 1 "No file can be made beside $file."
    timestamp_options
    local signed=$place/signed try
    for try in 1 2 3; do
        rm -f "$signed"
        quietly osslsigncode sign -certs "$SIGNING_CERTIFICATES" "${authenticode_key[@]}" -h sha256 \
            -n "CleanStation Desktop" "${timestamp[@]}" -in "$file" -out "$signed" && break
        # A timestamp service is somebody else's machine: it is asked again, after a while. A wrong PIN is not: three
        # wrong ones lock a token.
        [[ $said == *imestamp* ]] && [ "$try" -lt 3 ] || why_not "$file"
        sleep 2
    done
    authenticode_verify "$signed" || fail 1 "What was signed does not verify; $file is as it was."$'\n'"$said"
    chmod --reference="$file" "$signed"
    mv -f -- "$signed" "$file"
}

sign_list() {
    check_certificates
    place=$(mktemp -d "$(dirname -- "$file")/.signing.XXXXXX") || fail 1 "No file can be made beside $file."
    quietly openssl dgst -sha256 "${openssl_key[@]}" -out "$place/raw" "$file" || why_not "$file"
    {
        sed -n '/^-----BEGIN CERTIFICATE-----/,/^-----END CERTIFICATE-----/p' "$SIGNING_CERTIFICATES"
        echo "-----BEGIN SIGNATURE-----"
        openssl base64 -in "$place/raw"
        echo "-----END SIGNATURE-----"
    } >"$place/signature"
    list_verify "$file" "$place/signature" || fail 1 "What was signed does not verify: $file"$'\n'"$said"
    mv -f -- "$place/signature" "${file%.json}.sig"
}

sign_other() {
    check_gpg
    place=$(mktemp -d "$(dirname -- "$file")/.signing.XXXXXX") || fail 1 "No file can be made beside $file."
    local password=()
    [ -z "${SIGNING_GPG_PASSPHRASE_FILE:-}" ] ||
        password=(--pinentry-mode loopback --passphrase-file "$SIGNING_GPG_PASSPHRASE_FILE")
    quietly gnupg "${password[@]}" --local-user "$SIGNING_GPG_KEY" --digest-algo SHA256 --armor --detach-sign \
        --output "$place/signature" "$file" ||
        fail 1 "$file could not be signed by GnuPG: is the private key there, and its passphrase in" \
            "SIGNING_GPG_PASSPHRASE_FILE?"$'\n'"$said"
    gpg_verify "$file" "$place/signature" || fail 1 "What was signed does not verify: $file"$'\n'"$said"
    mv -f -- "$place/signature" "$file.asc"
}

# --- what was asked for ----------------------------------------------------------------------------------------------

verify() {
    case $(kind_of "$file") in
        program)
            need_program osslsigncode osslsigncode
            authenticode_verify "$file" || fail 1 "NOT VALID: $file"$'\n'"$said"
            ;;
        list)
            [ -f "${file%.json}.sig" ] || fail 1 "NOT SIGNED: $file (there is no ${file%.json}.sig)"
            said="" && list_verify "$file" "${file%.json}.sig" || fail 1 "NOT VALID: $file"$'\n'"$said"
            ;;
        other)
            [ -n "${SIGNING_GPG_KEY:-}" ] || fail 3 "SIGNING_GPG_KEY must name the key that $file shall be signed with."
            need_fingerprint
            [ -f "$file.asc" ] || fail 1 "NOT SIGNED: $file (there is no $file.asc)"
            gpg_verify "$file" "$file.asc" || fail 1 "NOT VALID: $file"$'\n'"$said"
            ;;
    esac
    echo "valid: $file"
}

case $mode in
    ready)
        check_certificates
        check_gpg
        echo "Keys are ready: $signer; GnuPG $SIGNING_GPG_KEY"
        ;;
    verify) verify ;;
    sign)
        case $(kind_of "$file") in
            program) sign_program ;;
            list) sign_list ;;
            other) sign_other ;;
        esac
        echo "signed: $file"
        ;;
esac
