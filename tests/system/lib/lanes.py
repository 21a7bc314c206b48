# SPDX-License-Identifier: ISC
"""Accounts of the host, each with a scripted server of its own."""
import os
import sys

import asking

TOP = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(TOP, "wire"))
import mailserver  # noqa: E402

SECTION = """login "%s" {
	server = "%s://fake.example.test:%d"
	ca-file = "/etc/postern/ca.pem"
%s}
"""


class Lane:
    """A domain, its one account and its one server."""

    def __init__(self, server, scheme, name, settings=""):
        self.scheme = scheme
        self.domain = "%s.%s.test" % (name, scheme)
        self.account = "alice@" + self.domain
        self.settings = settings
        self.port = server.lane(scheme)  # does not accept before its start()

    def section(self):
        return SECTION % (self.domain, self.scheme, self.port.port,
                          self.settings)

    def log_in(self, behaviour, password):
        """Asks PAM; whatever the server does, this is the right password."""
        self.port.behaviour = behaviour
        self.port.password = password.encode()
        return asking.ask(self.account, password.encode())


def install(lanes):
    """Makes the host's settings those of the lanes, and of nobody else."""
    with open("/etc/postern/postern.conf", "w", encoding="ascii") as out:
        out.write("".join(lane.section() for lane in lanes))
    with open("/etc/postern/accounts", "w", encoding="ascii") as out:
        out.write("defaults range=2000300000-2147350000 "
                  "home=/home/%d/%u shell=/bin/bash\n")
        out.write("".join(lane.account + "\n" for lane in lanes))
