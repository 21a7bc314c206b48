/* SPDX-License-Identifier: ISC */
/* Listing the queue: mailq and sendmail -bp. */
#ifndef MAILQ_MAILQ_H
#define MAILQ_MAILQ_H

/* Prints the queue on standard output; a code of sysexits.h. */
int mailq_main(void);

#endif
