"""What is wrong with a host's HTTPS, in words that say what helps."""

from __future__ import annotations

import ssl
from typing import Final

import certifi

VERIFICATION: Final = {
    # code of OpenSSL    what is wrong, and what helps
    9: "its certificate is not valid yet; check the clocks of both machines",
    10: "its certificate has expired; ask its operator to renew it",
    18: "its certificate is self-signed, so anybody may have made it; ask its operator for one of a known authority",
    19: "its certificate comes from an authority that is not known here; ask its operator for one of a known authority",
    20: "its certificate comes from an authority that is not known here, or the chain is not whole; ask for"
    " one of a known authority",
    21: "the chain of its certificate is not whole; ask its operator to send the intermediate ones too",
    62: "its certificate is for another name; check the address, or ask its operator for one of this name",
    64: "its certificate is for another address; use the name that it was made for",
}
OLD: Final = "it speaks only TLS 1.1 or older, or a cipher that is not safe; ask its operator to allow TLS 1.2"
OLD_REASONS: Final = frozenset(
    {"UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION", "WRONG_SSL_VERSION", "NO_PROTOCOLS_AVAILABLE",
     "SSLV3_ALERT_HANDSHAKE_FAILURE", "WRONG_VERSION_NUMBER"}
)  # fmt: skip
DOWNGRADED: Final = "it redirects from https to http, where anybody may change what comes; ask for its https address"


def context() -> ssl.SSLContext:
    """TLS 1.2 or newer, of the authorities that browsers know."""
    made = ssl.create_default_context(cafile=certifi.where())
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    return made


def explain(error: BaseException | None) -> str:
    """What is wrong, if an error, or what led to it, comes from TLS; else nothing."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return VERIFICATION.get(error.verify_code, f"its certificate is not valid: {error.verify_message}")
        if isinstance(error, ssl.SSLError):
            return OLD if error.reason in OLD_REASONS else f"its TLS fails: {error.reason or error}"
        error = error.__cause__ or error.__context__
    return ""
