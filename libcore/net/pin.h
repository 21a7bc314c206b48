/* SPDX-License-Identifier: ISC */
/* Pins: the hash of a certificate's public key (RFC 7469 2.4). */
#ifndef NET_PIN_H
#define NET_PIN_H

#include <stdbool.h>

#include <openssl/x509.h>

/* Room for "sha256//" and 32 bytes in base64. */
#define PIN_TEXT 56

/* Writes the certificate's pin; false when memory is short. */
bool pin_describe(const X509 *certificate, char out[PIN_TEXT]);

/* Whether pin is one of pins, words.  The empty list has none. */
bool pin_check(const char *pins, const char *pin);

#endif
