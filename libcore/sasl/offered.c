/* SPDX-License-Identifier: ISC */
/* Lists of mechanisms. */
#include "config.h"

#include <string.h>

#include "sasl/offered.h"

void
sasl_offered_add(char list[SASL_OFFERED], struct view names)
{
	struct view name;

	while (view_word(&names, &name)) {
		size_t have = strlen(list);

		if (name.n + 2 > SASL_OFFERED - have || view_has_control(name))
			continue;
		if (have > 0)
			list[have++] = ' ';
		memcpy(list + have, name.p, name.n);
		list[have + name.n] = '\0';
	}
}
