/* SPDX-License-Identifier: ISC */
/* Jobs in the order in which they are to be sent. */
#include "config.h"

#include "flow/relay_job.h"

void
relay_jobs_append(struct relay_jobs *jobs, struct relay_job *job)
{
	job->next = NULL;
	if (jobs->last != NULL)
		jobs->last->next = job;
	else
		jobs->first = job;
	jobs->last = job;
	jobs->n++;
}

struct relay_job *
relay_jobs_take(struct relay_jobs *jobs)
{
	struct relay_job *job = jobs->first;

	if (job == NULL)
		return NULL;
	jobs->first = job->next;
	if (jobs->first == NULL)
		jobs->last = NULL;
	jobs->n--;
	return job;
}

void
relay_jobs_prepend(struct relay_jobs *jobs, struct relay_jobs *front)
{
	if (front->first == NULL)
		return;
	front->last->next = jobs->first;
	jobs->first = front->first;
	if (jobs->last == NULL)
		jobs->last = front->last;
	jobs->n += front->n;
	*front = (struct relay_jobs){.n = 0};
}
