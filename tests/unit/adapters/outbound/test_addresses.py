from ipaddress import ip_address

import pytest

from adapters.outbound.addresses import AddressPolicy
from adapters.outbound.guard import OutboundGuard

PRIVATE = (
    "0.0.0.0",
    "0.1.2.3",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.9",
    "192.0.2.1",
    "192.168.0.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:808:808::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
)
PUBLIC = (
    "1.1.1.1",
    "8.8.8.8",
    "100.63.255.255",
    "100.128.0.1",
    "172.15.0.1",
    "172.32.0.1",
    "2606:4700:4700::1111",
    "2a00:1450::1",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
)


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    assert not AddressPolicy().allows(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "168.63.129.16",  # Azure
        "169.254.169.254",  # AWS, Azure, Google, Oracle, OpenStack
        "169.254.170.2",  # AWS, containers
        "169.254.42.42",  # Scaleway
        "100.100.100.200",  # Alibaba
        "192.0.0.192",  # Oracle
        "fd00:ec2::254",  # AWS
        "fd20:ce::254",  # Google
        "fe80::a9fe:a9fe",  # OpenStack
    ],
)
def test_metadata_addresses_of_cloud_providers_are_refused(address: str) -> None:
    assert not AddressPolicy().allows(ip_address(address))


@pytest.mark.parametrize("service", ["168.63.129.16", "100.100.100.200", "169.254.169.254"])
@pytest.mark.parametrize("wrapped", ["::ffff:{}", "64:ff9b::{}", "::{}", "::ffff:0:{}"])
def test_private_addresses_inside_ipv6_addresses_are_refused(service: str, wrapped: str) -> None:
    assert not AddressPolicy().allows(ip_address(wrapped.format(service)))


def test_an_address_beside_a_service_of_azure_is_public() -> None:
    assert AddressPolicy().allows(ip_address("168.63.129.17"))


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_allowed(address: str) -> None:
    assert AddressPolicy().allows(ip_address(address))


@pytest.mark.parametrize("address", ["10.1.2.3", "::ffff:10.1.2.3", "64:ff9b::a01:203", "fd00::7"])
def test_the_operator_may_allow_networks(address: str) -> None:
    policy = AddressPolicy(["10.0.0.0/8", "fd00::/8"])
    assert policy.allows(ip_address(address))
    assert not policy.allows(ip_address("127.0.0.1"))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.0.0.1:8000/hook",
        "http://127.1/",
        "http://\uff11\uff12\uff17.0.0.1/",
        "http://127\u30020\u30020\u30021/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://017700000001/",
        "http://127.0.0.1./",
        "http://0/",
        "http://[::1]/",
        "http://[::]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[fe80::1%25eth0]/",
        "http://169.254.169.254/latest/meta-data/",
        "https://[fd00::1]:8443/",
    ],
)
def test_a_private_address_is_refused_however_it_is_spelled(url: str) -> None:
    assert OutboundGuard(AddressPolicy()).fault(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hook",
        "//example.com/hook",
        "ftp://example.com/",
        "file:///etc/passwd",
        "gopher://example.com/",
        "javascript:alert(1)",
        "http://",
        "http:///path",
        "http://:80/",
        "http://example.com:0/",
        "http://example.com:65536/",
        "http://example.com:port/",
        "http://[::1",
        "http://user:secret@example.com/",
        "http://@example.com/",
        "http://example.com@127.0.0.1/",
        "http://exa mple.com/",
        "http://example.com/\r\nHost: evil",
        "http://example.com\\@127.0.0.1/",
        "http://example.com/\x00",
        "http://example.com/\u2028\x85",
        "http://\ud800.example.com/",
        "http://" + "a" * 2_100 + ".com/",
    ],
)
def test_texts_that_are_no_web_address_are_refused(url: str) -> None:
    assert OutboundGuard(AddressPolicy()).fault(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com",
        "HTTPS://Example.com:8443/a/b?c=d%2Fe#f",
        "https://bücher.example/straße",
        "http://8.8.8.8/",
        "http://[2606:4700:4700::1111]/",
    ],
)
def test_addresses_that_may_be_public_are_accepted(url: str) -> None:
    assert OutboundGuard(AddressPolicy()).fault(url) is None
