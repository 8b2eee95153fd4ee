"""An FTP server for tests. Its settings are one JSON object, given as the argument (see real-pyftpdlib.ts)."""

import json
import os
import sys

from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler, ThrottledDTPHandler, TLS_FTPHandler
from pyftpdlib.servers import FTPServer


class ImplicitTlsHandler(TLS_FTPHandler):
    """TLS from the first byte: the greeting comes after the handshake."""

    def handle(self):
        self.secure_connection(self.ssl_context)

    def handle_ssl_established(self):
        super().handle()


settings = json.loads(sys.argv[1])
authorizer = DummyAuthorizer()
authorizer.add_user(settings["user"], settings["password"], settings["home"], perm="elradfmwMT")

handlers = {"none": FTPHandler, "explicit": TLS_FTPHandler, "implicit": ImplicitTlsHandler}
handler = handlers[settings["tls"]]
handler.authorizer = authorizer
handler.auth_failed_timeout = 1
if settings["tls"] != "none":
    handler.certfile = settings["certificate"]
    handler.tls_control_required = handler.tls_data_required = settings["requireTls"]
if "uploadRate" in settings:
    handler.dtp_handler = ThrottledDTPHandler
    handler.dtp_handler.read_limit = settings["uploadRate"] * 1024

server = FTPServer(("127.0.0.1", settings["port"]), handler)
if "maxClients" in settings:
    server.max_cons = settings["maxClients"] + 1  # it counts its own listening socket
if settings["tls"] != "none":
    handler.get_ssl_context()  # reads the key while still root
os.setgroups([])
os.setgid(settings["gid"])
os.setuid(settings["uid"])
server.serve_forever()
