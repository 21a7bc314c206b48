# SPDX-License-Identifier: ISC
"""Calls libpam in this process, for what no command line can carry.

    pamcall.py SERVICE USER <password	answers prompts with standard input
    pamcall.py --mute SERVICE USER	a conversation that fails
"""
import ctypes
import sys

NAMES = {0: "SUCCESS", 3: "SERVICE_ERR", 4: "SYSTEM_ERR", 5: "BUF_ERR",
         6: "PERM_DENIED", 7: "AUTH_ERR", 9: "AUTHINFO_UNAVAIL",
         10: "USER_UNKNOWN", 11: "MAXTRIES", 19: "CONV_ERR", 25: "IGNORE",
         26: "ABORT", 28: "MODULE_UNKNOWN"}
CONV_ERR = 19
ECHO_OFF = 1


class Message(ctypes.Structure):
    _fields_ = [("style", ctypes.c_int), ("text", ctypes.c_char_p)]


class Response(ctypes.Structure):
    _fields_ = [("text", ctypes.c_void_p), ("code", ctypes.c_int)]


CONVERSE = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_int, ctypes.POINTER(ctypes.POINTER(Message)),
    ctypes.POINTER(ctypes.POINTER(Response)), ctypes.c_void_p)


class Conversation(ctypes.Structure):
    _fields_ = [("converse", CONVERSE), ("data", ctypes.c_void_p)]


libc = ctypes.CDLL(None)
libc.calloc.restype = libc.strdup.restype = ctypes.c_void_p
libc.calloc.argtypes = [ctypes.c_size_t, ctypes.c_size_t]
pam = ctypes.CDLL("libpam.so.0")
pam.pam_authenticate.argtypes = [ctypes.c_void_p, ctypes.c_int]
pam.pam_end.argtypes = [ctypes.c_void_p, ctypes.c_int]


def authenticate(service, user, password):
    """PAM's answer by name; without a password the conversation fails."""
    def converse(n, messages, out, _data):
        if password is None:
            return CONV_ERR
        size = ctypes.sizeof(Response)
        out[0] = ctypes.cast(libc.calloc(n, size), ctypes.POINTER(Response))
        for i in range(n):
            if messages[i].contents.style == ECHO_OFF:
                out[0][i].text = libc.strdup(password)
        return 0

    conversation = Conversation(CONVERSE(converse), None)
    handle = ctypes.c_void_p()
    code = pam.pam_start(service, user, ctypes.byref(conversation),
                         ctypes.byref(handle))
    if code == 0:
        code = pam.pam_authenticate(handle, 0)
        pam.pam_end(handle, code)
    return NAMES.get(code, "code %d" % code)


def main():
    words = [word for word in sys.argv[1:] if word != "--mute"]
    password = None if "--mute" in sys.argv else sys.stdin.buffer.read()
    print(authenticate(words[0].encode(), words[1].encode(), password))


if __name__ == "__main__":
    main()
