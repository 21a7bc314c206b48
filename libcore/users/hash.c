/* SPDX-License-Identifier: ISC */
/* SHA-256 (FIPS 180-4), and the number that it gives an address. */
#include "config.h"

#include <string.h>

#include "base/num.h"
#include "users/hash.h"

#define BLOCK 64
#define ROUNDS 64

/* FIPS 180-4, 4.2.2. */
static const uint32_t k[ROUNDS] = {0x428a2f98, 0x71374491, 0xb5c0fbcf,
    0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
    0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7,
    0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
    0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
    0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
    0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e,
    0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
    0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c,
    0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee,
    0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
    0xc67178f2};

/* FIPS 180-4, 5.3.3. */
static const uint32_t initial[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372,
    0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

static uint32_t
rotate(uint32_t x, unsigned n)
{
	return x >> n | x << (32 - n);
}

static uint32_t
mix(uint32_t x, unsigned a, unsigned b, unsigned c)
{
	return rotate(x, a) ^ rotate(x, b) ^ rotate(x, c);
}

/* The message schedule: 6.2.2 step 1. */
static void
schedule(const unsigned char *block, uint32_t w[ROUNDS])
{
	for (unsigned t = 0; t < 16; t++)
		w[t] = num_get32(block + 4 * t);
	for (unsigned t = 16; t < ROUNDS; t++) {
		uint32_t a = w[t - 15], b = w[t - 2];

		w[t] = w[t - 16] + w[t - 7] +
		    (rotate(a, 7) ^ rotate(a, 18) ^ a >> 3) +
		    (rotate(b, 17) ^ rotate(b, 19) ^ b >> 10);
	}
}

/* One block into the state: 6.2.2 steps 2 to 4. */
static void
compress(uint32_t h[8], const unsigned char *block)
{
	uint32_t w[ROUNDS], s[8];

	schedule(block, w);
	memcpy(s, h, sizeof(s));
	for (unsigned t = 0; t < ROUNDS; t++) {
		uint32_t choose = (s[4] & s[5]) ^ (~s[4] & s[6]);
		uint32_t most = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
		uint32_t t1 =
		    s[7] + mix(s[4], 6, 11, 25) + choose + k[t] + w[t];
		uint32_t t2 = mix(s[0], 2, 13, 22) + most;

		memmove(s + 1, s, 7 * sizeof(s[0]));
		s[4] += t1;
		s[0] = t1 + t2;
	}
	for (unsigned i = 0; i < 8; i++)
		h[i] += s[i];
}

/* The rest of the message with its padding: 5.1.1. */
static void
finish(uint32_t h[8], struct view rest, uint64_t bytes)
{
	unsigned char block[2 * BLOCK] = {0};
	size_t size = rest.n < BLOCK - 8 ? BLOCK : 2 * BLOCK;

	if (rest.n != 0)
		memcpy(block, rest.p, rest.n);
	block[rest.n] = 0x80;
	num_put64(block + size - 8, bytes * 8);
	for (size_t at = 0; at < size; at += BLOCK)
		compress(h, block + at);
}

void
hash_sha256(struct view v, unsigned char out[HASH_SHA256_SIZE])
{
	uint64_t bytes = v.n;
	uint32_t h[8];

	memcpy(h, initial, sizeof(h));
	for (; v.n >= BLOCK; v = view_from(v, BLOCK))
		compress(h, (const unsigned char *)v.p);
	finish(h, v, bytes);
	for (unsigned i = 0; i < 8; i++)
		num_put32(out + 4 * i, h[i]);
}

uid_t
hash_uid(struct view name, const struct accounts_range *range)
{
	uint64_t size = (uint64_t)range->last - range->first + 1;
	unsigned char digest[HASH_SHA256_SIZE];

	hash_sha256(name, digest);
	return range->first + (uid_t)(num_get64(digest) % size);
}
