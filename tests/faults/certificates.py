"""Certificates of a made-up authority: one that is right, and three that must not be believed."""

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

HERE: Final = "127.0.0.1"
_DAY: Final = timedelta(days=1)


class Shown(StrEnum):
    """What a server shows."""

    RIGHT = "right"
    EXPIRED = "expired"
    OF_ANOTHER_NAME = "of another name"
    OF_ANOTHER_AUTHORITY = "of another authority"


@dataclass(frozen=True, slots=True)
class Authority:
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def new(cls) -> "Authority":
        key, name = ec.generate_private_key(ec.SECP256R1()), _name("made-up authority")
        begun = _begin(name, name, key.public_key(), datetime.now(UTC) + _DAY)
        begun = begun.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        begun = begun.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        usage = {name: name in ("key_cert_sign", "crl_sign", "digital_signature") for name in _USAGES}
        begun = begun.add_extension(x509.KeyUsage(**usage), critical=True)
        return cls(key, begun.sign(key, hashes.SHA256()))

    def issue(self, *, address: str, until: datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
        key = ec.generate_private_key(ec.SECP256R1())
        begun = _begin(_name("made-up register"), self.certificate.subject, key.public_key(), until)
        names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        begun = begun.add_extension(names, critical=False).add_extension(issuer, critical=False)
        return begun.sign(self.key, hashes.SHA256()), key


@dataclass(frozen=True, slots=True)
class Certificates:
    """`authorities` is the file that a relay trusts; `contexts` what a server at `HERE` may show."""

    authorities: Path
    contexts: dict[Shown, ssl.SSLContext]

    @classmethod
    def make(cls, folder: Path) -> "Certificates":
        ours, others = Authority.new(), Authority.new()
        folder.mkdir()
        trusted = folder / "authorities.pem"
        trusted.write_bytes(ours.certificate.public_bytes(Encoding.PEM))
        now = datetime.now(UTC)
        issued = {
            Shown.RIGHT: ours.issue(address=HERE, until=now + _DAY),
            Shown.EXPIRED: ours.issue(address=HERE, until=now - timedelta(hours=1)),
            Shown.OF_ANOTHER_NAME: ours.issue(address="192.0.2.1", until=now + _DAY),
            Shown.OF_ANOTHER_AUTHORITY: others.issue(address=HERE, until=now + _DAY),
        }
        return cls(trusted, {shown: _context(folder / shown.name, *one) for shown, one in issued.items()})


def _context(path: Path, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> ssl.SSLContext:
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(certificate.public_bytes(Encoding.PEM) + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def _begin(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - 2 * _DAY)
        .not_valid_after(until)
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


_USAGES: Final = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)
