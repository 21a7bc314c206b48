/* SPDX-License-Identifier: ISC */
/*
 * What an installation fixes: files, directories, system users.  The
 * directories come from configure.
 */
#ifndef BASE_NAMES_H
#define BASE_NAMES_H

#define NAMES_SETTINGS NAMES_CONF_DIR "/postern.conf"
#define NAMES_ACCOUNTS NAMES_CONF_DIR "/accounts"
#define NAMES_OWN_PROVIDERS NAMES_CONF_DIR "/providers.d"
#define NAMES_PROVIDERS NAMES_DATA_DIR "/providers.d"
#define NAMES_ALIASES NAMES_ETC_DIR "/aliases"
#define NAMES_MAILNAME NAMES_ETC_DIR "/mailname"
#define NAMES_USERS_DIR NAMES_LIB_DIR "/users"
#define NAMES_INDEX NAMES_USERS_DIR "/accounts.index"
#define NAMES_OFFLINE_DIR NAMES_LIB_DIR "/login"
#define NAMES_MACHINE_ID NAMES_ETC_DIR "/machine-id"
#define NAMES_LOGIN_SOCKET NAMES_RUN_DIR "/login.sock"
#define NAMES_QUEUE_SOCKET NAMES_RUN_DIR "/queue.sock"
#define NAMES_SUBMIT_SOCKET NAMES_RUN_DIR "/submit.sock"
#define NAMES_SUBMIT_SLOTS NAMES_RUN_DIR "/submit.slots"

#define NAMES_LOGIN_PROGRAM NAMES_SBIN_DIR "/postern-login"
#define NAMES_QUEUE_PROGRAM NAMES_SBIN_DIR "/postern-queue"
#define NAMES_CHECK_PROGRAM NAMES_PRIVATE_DIR "/imap-check"
#define NAMES_PUT_PROGRAM NAMES_PRIVATE_DIR "/queue-put"
#define NAMES_SEND_PROGRAM NAMES_PRIVATE_DIR "/relay-send"

#define NAMES_LOGIN_USER "postern-login"
#define NAMES_CHECK_USER "postern-check"
#define NAMES_QUEUE_USER "postern-queue"
#define NAMES_DROP_USER "postern-drop"

#endif
