/* SPDX-License-Identifier: ISC */
/* The list of mechanisms that a server offers, as its words come in. */
#ifndef SASL_OFFERED_H
#define SASL_OFFERED_H

#include "base/view.h"

/* Room for the names, with blanks between; more are passed over. */
#define SASL_OFFERED 512

/* Adds names, words; one that does not fit or is no plain word is left out. */
void sasl_offered_add(char list[SASL_OFFERED], struct view names);

#endif
