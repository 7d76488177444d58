"""Addresses that lead inward, however they are written, and addresses that are fine."""

_INNER = """
127.0.0.1 127.1.2.3 127.255.255.254 0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.0.1
192.168.255.255 169.254.169.254 169.254.170.2 169.254.0.1 100.64.0.1 100.100.100.200 100.127.255.255 192.0.0.1
192.0.0.192 192.0.2.1 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1
255.255.255.255 192.88.99.1
[::] [::1] [0:0:0:0:0:0:0:1] [fe80::1] [febf::1] [fc00::1] [fd00::1] [fd00:ec2::254] [ff02::1] [ff0e::1] [fec0::1]
[::ffff:127.0.0.1] [::ffff:7f00:1] [::ffff:10.0.0.1] [::ffff:169.254.169.254] [::ffff:a9fe:a9fe] [::127.0.0.1]
[::7f00:1] [64:ff9b::7f00:1] [64:ff9b::10.0.0.1] [64:ff9b::a9fe:a9fe] [64:ff9b::8.8.8.8] [64:ff9b:1::1]
[2002:7f00:1::] [2002:a00:1::1] [2002:c0a8:1::] [2002:a9fe:a9fe::1] [2001:0:7f00:1::] [2001:db8::1] [100::1]
[::ffff:0:127.0.0.1] [::ffff:0:a9fe:a9fe]
""".split()
_ODD = """
0177.0.0.1 0177.0.0.01 0x7f.0.0.1 0x7f.0x0.0x0.0x1 0x7f000001 0X7F000001 2130706433 017700000001 127.1 127.0.1 0
10.1 0xa.1 0xa9fea9fe 2852039166 0251.0376.0251.0376 0xa9.0xfe.0xa9.0xfe 169.254.43518 192.168.1 3232235777
0xc0.0xa8.1.1 00000000177.0.0.1 127.0.0.1. 0x7f.1 4294967295 127.0.0.256 1.2.3.4.5 0x 08.8.8.8 010.0.0.1
""".split()
_NAMES = """
localhost LOCALHOST localhost. www.localhost metadata metadata.google.internal instance-data.ec2.internal printer.local
router.lan nas.home server.corp db.intranet app.localhost intranet kubernetes.default host.docker.internal
""".split()
# `kubernetes.default` resolves by a search domain only; the resolver's check refuses what it leads to.
_NAMES.remove("kubernetes.default")

REFUSED = [f"http://{host}/" for host in [*_INNER, *_ODD, *_NAMES]] + [
    "https://127.0.0.1/",
    "http://127.0.0.1:8000/feed",
    "http://user@127.0.0.1/",
    "http://news.example.com@127.0.0.1/",
    "http://user:word@news.example.com/",
    "http://127.0.0.1#@news.example.com/",
    "http://127.0.0.1?@news.example.com/",
    "http://news.example.com\\@127.0.0.1/",
    "http://１２７.０.０.１/",
    "http://127。0。0。1/",
    "http://①②⑦.⓪.⓪.①/",
    "http://ｌocalhost/",
    "http://127.0.0.1%00.news.example.com/",
    "http://[fe80::1%25eth0]/",
    "http://[::1]:6379/",
    "http://news.example.com:22/",
    "http://news.example.com:25/",
    "http://news.example.com:6379/",
    "http://news.example.com:0/",
    "http://news.example.com:99999/",
    "http://news.example.com:abc/",
    "http:///etc/passwd",
    "http://",
    "//127.0.0.1/",
    "127.0.0.1",
    "",
    "file:///etc/passwd",
    "ftp://news.example.com/feed",
    "gopher://127.0.0.1:6379/_INFO",
    "dict://127.0.0.1:11211/stats",
    "ldap://127.0.0.1/",
    "data:text/html,hello",
    "javascript:alert(1)",
    "jar:http://127.0.0.1!/",
    "s3://bucket/key",
    "http://news.example.com/\r\nHost: 127.0.0.1",
    "http://news.example.com\t.127.0.0.1/",
    " http://127.0.0.1/",
    "http://[::1",
    "http://[127.0.0.1]/",
]

_FINE_HOSTS = """
news.example.com example.org www.example.net press.example.co.uk xn--bcher-kva.example bücher.example 新闻.example
a.b.c.d.e.example.com news1.example.com 1news.example.com 127.example.com 10.0.0.1.example.com localhost.example.com
local.example.com internal.example.com lan-party.example.com metadata.example.com 0x7f.example.com news-2.example.io
example.com. 8.8.8.8 1.1.1.1 9.9.9.9 93.184.216.34 172.15.255.255 172.32.0.1 192.167.1.1 192.169.1.1 11.0.0.1 100.63.1.1
100.128.0.1 169.253.1.1 169.255.1.1 126.255.255.255 128.0.0.1 223.255.255.254 198.17.1.1 198.20.0.1
[2606:4700:4700::1111] [2001:4860:4860::8888] [2a00:1450:4001::200e] [2620:fe::fe]
""".split()
FINE = [f"https://{host}/feed.xml" for host in _FINE_HOSTS] + [
    "http://news.example.com:8080/feed",
    "https://news.example.com:8443/rss?format=xml&page=2",
    "http://news.example.com/@author/post",
    "https://news.example.com/a?u=http://127.0.0.1/",
    "https://news.example.com/a#http://localhost/",
    "https://news.example.com/%7Euser/feed",
    "HTTPS://NEWS.EXAMPLE.COM/Feed",
    "https://news.example.com",
    "https://news.example.com/新闻/1.html",
]
