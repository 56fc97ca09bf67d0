"""HTTPS that misbehaves, against real servers: each is refused by what is wrong with it, and what helps."""

from __future__ import annotations

import ssl
import tempfile
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from timeline.errors import SourceRefused
from timeline.fetch import tls
from timeline.fetch.client import Client

OURS, STRANGER = trustme.CA(), trustme.CA()
PAST = datetime(2020, 1, 1, tzinfo=UTC)


class Quiet(ThreadingHTTPServer):
    """A server of which a refused handshake is meant."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Quiet."""


@contextmanager
def serving(certificate: trustme.LeafCert | SelfSigned, *, newest: ssl.TLSVersion | None = None) -> Iterator[str]:
    """A server with a certificate; its address. It redirects /down to http."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302 if self.path == "/down" else 200)
            self.send_header("Location", "http://localhost/elsewhere")
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_: object) -> None:
            """Quiet."""

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    if newest:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that it is deprecated is the point
            context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, newest
        context.set_ciphers("ALL:@SECLEVEL=0")
    server = Quiet(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"https://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def secure() -> ssl.SSLContext:
    context = tls.context()
    OURS.configure_trust(context)
    return context


def client() -> Client:
    return Client(secure=secure, resolve=lambda host, port: ["127.0.0.1"])


def test_a_host_with_a_good_certificate_is_answered() -> None:
    with serving(OURS.issue_cert("localhost")) as address:
        assert client().get(address, local=True).body == b"ok"


class SelfSigned:
    """A certificate that stands for itself."""

    def configure_cert(self, context: ssl.SSLContext) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
        made = x509.CertificateBuilder(
            name, name, key.public_key(), x509.random_serial_number(), PAST, datetime(2090, 1, 1, tzinfo=UTC)
        ).add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        pem += made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
        with tempfile.NamedTemporaryFile() as file:
            file.write(pem)
            file.flush()
            context.load_cert_chain(file.name)


# what is wrong, the certificate, the newest protocol, where to, the reason
FAULTS = {
    "expired": (OURS.issue_cert("localhost", not_after=PAST), None, "/", tls.VERIFICATION[10]),
    "self-signed": (SelfSigned(), None, "/", tls.VERIFICATION[18]),
    "of an unknown authority": (STRANGER.issue_cert("localhost"), None, "/", "authority that is not known here"),
    "of another name": (OURS.issue_cert("elsewhere.example"), None, "/", tls.VERIFICATION[62]),
    "TLS 1.0": (OURS.issue_cert("localhost"), ssl.TLSVersion.TLSv1, "/", tls.OLD),
    "TLS 1.1": (OURS.issue_cert("localhost"), ssl.TLSVersion.TLSv1_1, "/", tls.OLD),
    "downgraded": (OURS.issue_cert("localhost"), None, "/down", tls.DOWNGRADED),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_https_that_misbehaves_is_refused_by_name(fault: str) -> None:
    certificate, newest, path, reason = FAULTS[fault]
    with serving(certificate, newest=newest) as address, pytest.raises(SourceRefused) as refused:
        client().get(address + path, local=True)
    assert "localhost: " in str(refused.value)
    assert reason in str(refused.value)
