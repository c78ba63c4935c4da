#!/usr/bin/env python3
"""Writes the test vectors of the ledger: a second implementation of docs/formats/ledger.md, sharing no code with the first.

Run it in this folder; it needs the package `cryptography`. The vectors are committed, so tests do not run it.
"""

import base64, hashlib, json, os, shutil
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

HERE = os.path.dirname(os.path.abspath(__file__))
ORIGIN = "coffer.example/log"


def b64(data):
    return base64.b64encode(data).decode()


def sha(data):
    return hashlib.sha256(data).digest()


class Key:
    def __init__(self, name, seed):
        self.name = name
        self.private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        self.public = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.id = sha(name.encode() + b"\n\x01" + self.public)[:4]

    def line(self, text):
        return f"\u2014 {self.name} {b64(self.id + self.private.sign(text.encode()))}\n"

    def written(self):
        return f"{self.name}+{self.id.hex()}+{b64(bytes([1]) + self.public)}"


LOG = Key(ORIGIN, 1)
OTHER = Key(ORIGIN, 2)
WITNESS = Key("witness.example/w1", 3)
ELSEWHERE = Key("coffer.example/other", 1)


def mth(leaves):
    if not leaves:
        return sha(b"")
    if len(leaves) == 1:
        return sha(b"\0" + leaves[0])
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return sha(b"\1" + mth(leaves[:k]) + mth(leaves[k:]))


def path(m, leaves):
    if len(leaves) == 1:
        return []
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    if m < k:
        return path(m, leaves[:k]) + [mth(leaves[k:])]
    return path(m - k, leaves[k:]) + [mth(leaves[:k])]


def subproof(m, leaves, known):
    if m == len(leaves):
        return [] if known else [mth(leaves)]
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    if m <= k:
        return subproof(m, leaves[:k], known) + [mth(leaves[k:])]
    return subproof(m - k, leaves[k:], False) + [mth(leaves[:k])]


def body(size, root, origin=ORIGIN):
    return f"{origin}\n{size}\n{b64(root)}\n"


def note(text, *keys):
    return text + "\n" + "".join(key.line(text) for key in keys)


def write(folder, name, data):
    if isinstance(data, str):
        data = data.encode()
    with open(os.path.join(HERE, folder, name), "wb") as out:
        out.write(data)


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def an_id(prefix, seed):
    digits = "0123456789abcdefghijklmnopqrstuv"
    raw = bytes([0, 0, 0, 0, 0, seed]) + bytes([seed]) * 10
    bits = "".join(f"{b:08b}" for b in raw) + "00"
    return prefix + "_" + "".join(digits[int(bits[i : i + 5], 2)] for i in range(0, 130, 5))


# --- the log ---------------------------------------------------------------------------------------------------------

STATEMENT = {
    "version": 1,
    "origin": ORIGIN,
    "receipt_id": an_id("rcp", 1),
    "case_number": "C-1042",
    "request_id": an_id("req", 2),
    "version_id": an_id("ver", 3),
    "file_sha256": hashlib.sha256(b"2026-11-22 12:00:00 started\n").hexdigest(),
    "size_bytes": 28,
    "name_sha256": hashlib.sha256(bytes(range(16)) + b"app.log").hexdigest(),
    "name_salt": bytes(range(16)).hex(),
    "received_at": 1764000000000,
}


def commitment(statement):
    return sha(b"coffer receipt statement v1\n" + compact(statement).encode()).hex()


def plain_entry(number):
    return {"v": 1, "time": 1764000000000 + number, "kind": "event", "actor": "service:clock",
            "actor_kind": "service", "action": "test.tick", "count": number}


RECEIVED = {"v": 1, "time": 1764000000000, "kind": "outcome", "actor": an_id("req", 2), "actor_kind": "contact",
            "action": "file.receive", "target": an_id("ver", 3), "case": an_id("cas", 4), "intent": 4,
            "result": "received", "bytes": 28, "detail": {"receipt_sha256": commitment(STATEMENT)}}

LEAVES = [compact(plain_entry(n)).encode() for n in range(5)]
LEAVES += [compact(RECEIVED).encode()]
LEAVES += [compact(plain_entry(n)).encode() for n in range(6, 21)]
INDEX, SIZE, LATER = 5, 11, 21


def checkpoints():
    folder = "checkpoint"
    text = body(SIZE, mth(LEAVES[:SIZE]))
    good = note(text, LOG)
    write(folder, "valid-plain.txt", good)
    write(folder, "valid-empty-tree.txt", note(body(0, sha(b"")), LOG))
    write(folder, "valid-later.txt", note(body(LATER, mth(LEAVES)), LOG))
    write(folder, "valid-with-witness.txt", note(text, WITNESS, LOG))
    write(folder, "valid-with-long-unknown-signature.txt",
          text + f"\n\u2014 pq.example/w {b64(bytes(2424))}\n" + LOG.line(text))

    def bad(name, data):
        write(folder, f"hostile-{name}.txt", data)

    line = LOG.line(text)
    encoded = line.split(" ")[2].strip()
    raw = base64.b64decode(encoded)
    bad("crlf", good.replace("\n", "\r\n"))
    bad("carriage-return-in-text", note(text.replace("log\n", "log\r\n"), LOG))
    bad("tab", good.replace("\u2014 ", "\u2014\t"))
    bad("nul", good.replace(ORIGIN, ORIGIN + "\0", 1))
    bad("no-final-newline", good[:-1])
    bad("no-blank-line", text + line)
    bad("cut-in-signature", good[:-20] + "\n")
    bad("cut-after-text", text + "\n")
    bad("text-only", text)
    bad("empty", "")
    bad("only-newlines", "\n\n\n")
    bad("hyphen-for-dash", good.replace("\u2014", "-"))
    bad("two-spaces", good.replace("\u2014 ", "\u2014  "))
    bad("space-at-line-end", good[:-1] + " \n")
    bad("plus-in-key-name", good.replace(f"\u2014 {ORIGIN}", f"\u2014 {ORIGIN}+x"))
    bad("wide-space-in-key-name", good.replace(f"\u2014 {ORIGIN}", f"\u2014 {ORIGIN}\u2003x"))
    bad("unpadded-base64", good.replace(encoded, encoded.rstrip("=")))
    spare = encoded[: len(encoded.rstrip("=")) - 1]
    last = encoded.rstrip("=")[-1]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    pads = encoded.count("=")
    assert pads in (1, 2)
    bad("spare-bits-in-base64", good.replace(encoded, spare + alphabet[alphabet.index(last) + 1] + "=" * pads))
    foreign = base64.urlsafe_b64encode(b"\xfb\xff" + raw).decode()
    bad("url-safe-base64", text + f"\n\u2014 {ORIGIN} {foreign}\n")
    bad("key-id-alone", text + f"\n\u2014 {ORIGIN} {b64(raw[:4])}\n")
    bad("signature-of-63-bytes", text + f"\n\u2014 {ORIGIN} {b64(raw[:-1])}\n")
    bad("signature-of-65-bytes", text + f"\n\u2014 {ORIGIN} {b64(raw + b'x')}\n")
    bad("signed-twice", text + "\n" + line + line)
    bad("signed-twice-one-forged", text + "\n" + line + f"\u2014 {ORIGIN} {b64(raw[:4] + bytes(64))}\n")
    bad("unknown-signer", note(text, WITNESS))
    bad("same-name-other-key", note(text, OTHER))
    bad("same-id-other-name", text + f"\n\u2014 witness.example/w1 {encoded}\n")
    bad("other-key-under-our-id", text + f"\n\u2014 {ORIGIN} {b64(LOG.id + OTHER.private.sign(text.encode()))}\n")
    bad("root-altered", body(SIZE, sha(b"x")) + "\n" + line)
    bad("size-altered", body(SIZE + 1, mth(LEAVES[:SIZE])) + "\n" + line)
    bad("line-after-signatures", good + "\n")
    bad("blank-line-between-signatures", text + "\n" + LOG.line(text) + "\n" + WITNESS.line(text))
    bad("too-many-signatures", text + "\n" + line
        + "".join(f"\u2014 w{n}.example {b64(bytes(68))}\n" for n in range(32)))
    for name, changed in {
        "leading-zero": text.replace("\n11\n", "\n011\n"),
        "plus-sign": text.replace("\n11\n", "\n+11\n"),
        "negative": text.replace("\n11\n", "\n-11\n"),
        "hexadecimal": text.replace("\n11\n", "\n0xb\n"),
        "arabic-digits": text.replace("\n11\n", "\n\u0661\u0661\n"),
        "beyond-any-log": text.replace("\n11\n", "\n9223372036854775808\n"),
        "beyond-64-bits": text.replace("\n11\n", "\n18446744073709551627\n"),
        "space": text.replace("\n11\n", "\n11 \n"),
        "none": text.replace("\n11\n", "\n"),
    }.items():
        bad(f"size-{name}", note(changed, LOG))
    bad("root-of-31-bytes", note(f"{ORIGIN}\n{SIZE}\n{b64(bytes(31))}\n", LOG))
    bad("root-of-33-bytes", note(f"{ORIGIN}\n{SIZE}\n{b64(bytes(33))}\n", LOG))
    bad("root-in-hexadecimal", note(f"{ORIGIN}\n{SIZE}\n{mth(LEAVES).hex()}\n", LOG))
    bad("extension-line", note(text + "extension\n", LOG))
    bad("empty-line-in-text", note(text + "\n", LOG))
    bad("origin-empty", note(f"\n{SIZE}\n{b64(mth(LEAVES))}\n", LOG))
    bad("origin-with-space", note(body(SIZE, mth(LEAVES), "coffer example"), LOG))
    bad("origin-of-another-log", note(body(SIZE, mth(LEAVES), "coffer.example/other"), LOG))
    bad("key-of-another-log", note(body(SIZE, mth(LEAVES), "coffer.example/other"), ELSEWHERE))


def entries():
    folder = "entry"
    full = {"v": 1, "time": 1764000000123, "kind": "decision", "actor": an_id("usr", 5), "actor_kind": "user",
            "department": "customer-success", "session": an_id("ses", 6), "assurance": 3, "source": "9f86d081884c7d65",
            "action": "file.view_masked", "target": an_id("fil", 7), "case": an_id("cas", 4), "decision": "allow",
            "reason": "assigned", "policies": ["agents-view-masked", "cases-open"], "lines": [1, 200],
            "detail": {"case_class": "health", "span": an_id("spn", 8)}}
    write(folder, "valid-decision.json", compact(full))
    write(folder, "valid-outcome.json", LEAVES[INDEX])
    write(folder, "valid-event.json", LEAVES[0])
    write(folder, "valid-sealed.json", compact({**plain_entry(1), "sealed": b64(bytes(40))}))

    def bad(name, data):
        write(folder, f"hostile-{name}.json", data if isinstance(data, (str, bytes)) else compact(data))

    def without(key):
        return {k: v for k, v in full.items() if k != key}

    def with_(key, value):
        return {k: (value if k == key else v) for k, v in full.items()} | ({} if key in full else {key: value})

    text = compact(full)
    bad("empty", "")
    bad("not-json", "entry")
    bad("an-array", "[1]")
    bad("a-number", "1")
    bad("not-utf8", text.encode().replace(b"assigned", b"assign\xff\xfe"))
    bad("byte-order-mark", "\ufeff" + text)
    bad("cut-short", text[:-1])
    bad("trailing-newline", text + "\n")
    bad("trailing-entry", text + text)
    bad("leading-space", " " + text)
    bad("spaces", json.dumps(full))
    bad("fields-in-other-order", dict(reversed(full.items())))
    bad("unknown-field", {**full, "note": "x"})
    bad("unknown-nested-field", {**full, "extra": {"a": {"b": {}}}})
    bad("deep-nesting", '{"v":' + "[" * 2000 + "]" * 2000 + "}")
    bad("field-twice", text[:-1] + ',"reason":"assigned"}')
    bad("null-field", text.replace('"case":"' + full["case"] + '"', '"case":null'))
    bad("empty-policies", text.replace('["agents-view-masked","cases-open"]', "[]"))
    bad("empty-detail", with_("detail", {}))
    bad("detail-key-twice", text.replace('"detail":{', '"detail":{"case_class":"health",'))
    bad("detail-unsorted", with_("detail", {"span": an_id("spn", 8), "case_class": "health"}))
    bad("escaped-letter", text.replace("assigned", "\\u0061ssigned"))
    bad("escaped-slash", text.replace("assigned", "a\\/b"))
    bad("version-0", with_("v", 0))
    bad("version-2", with_("v", 2))
    bad("version-text", with_("v", "1"))
    bad("version-300", with_("v", 300))
    bad("no-actor", without("actor"))
    bad("no-time", without("time"))
    bad("time-float", text.replace("1764000000123", "1764000000123.0"))
    bad("time-exponent", text.replace("1764000000123", "1e12"))
    bad("time-negative", with_("time", -1))
    bad("time-beyond-64-bits", text.replace("1764000000123", "17640000001230000000000"))
    bad("kind-unknown", with_("kind", "rumour"))
    bad("kind-upper-case", with_("kind", "Decision"))
    bad("decision-without-answer", without("decision"))
    bad("decision-with-intent", text.replace('"lines"', '"intent":3,"lines"'))
    bad("answer-unknown", with_("decision", "maybe"))
    bad("event-with-answer", compact(plain_entry(1)).replace('"count"', '"decision":"allow","count"'))
    bad("lines-reversed", with_("lines", [200, 1]))
    bad("lines-from-zero", with_("lines", [0, 1]))
    bad("lines-of-three", with_("lines", [1, 2, 3]))
    bad("assurance-4", with_("assurance", 4))
    bad("actor-empty", with_("actor", ""))
    bad("actor-of-200-characters", with_("actor", "u" * 200))
    bad("reason-is-a-sentence", with_("reason", "because she asked"))
    bad("name-in-target", with_("target", "J\u00fcrgen"))
    bad("address-in-detail", with_("detail", {"account": "ana@example.org"}))
    bad("line-break-in-detail", with_("detail", {"a": "b\nc"}))
    bad("control-in-action", text.replace("file.view_masked", "file.view\\u0000"))
    bad("detail-value-of-300-characters", with_("detail", {"a": "b" * 300}))
    bad("33-details", with_("detail", {f"k{n:02}": "v" for n in range(33)}))
    bad("33-policies", with_("policies", ["p"] * 33))
    bad("sealed-not-base64", compact({**plain_entry(1), "sealed": "!"}))
    bad("sealed-spare-bits", compact({**plain_entry(1), "sealed": "AB=="}))
    bad("sealed-empty", compact({**plain_entry(1), "sealed": ""}))


def receipts():
    folder = "receipt"
    root = mth(LEAVES[:SIZE])

    def signed(changes=None, ledger=None, key=LOG, statement=None):
        receipt = dict(statement or STATEMENT) | (changes or {})
        receipt["ledger"] = {
            "index": INDEX,
            "entry": b64(LEAVES[INDEX]),
            "inclusion_proof": [b64(h) for h in path(INDEX, LEAVES[:SIZE])],
            "checkpoint": note(body(SIZE, root), LOG),
        } | (ledger or {})
        receipt = {k: v for k, v in receipt.items() if v is not None}
        text = b"coffer receipt v1\n" + compact(receipt).encode()
        receipt["signature"] = b64(key.id + key.private.sign(text))
        return receipt

    def pretty(value):
        return json.dumps(value, indent=2, ensure_ascii=False) + "\n"

    good = signed()
    text = pretty(good)
    write(folder, "valid-plain.json", text)
    write(folder, "valid-without-spaces.json", compact(good))
    write(folder, "valid-crlf.json", text.replace("\n", "\r\n"))

    def bad(name, data):
        write(folder, f"hostile-{name}.json", data if isinstance(data, (str, bytes)) else pretty(data))

    def altered(**changes):
        return good | changes

    def altered_ledger(**changes):
        return good | {"ledger": good["ledger"] | changes}

    other = dict(STATEMENT, size_bytes=29)
    raw = base64.b64decode(good["signature"])
    bad("empty", "")
    bad("not-json", "receipt")
    bad("cut-short", text[:-10])
    bad("trailing-text", text + "x")
    bad("deep-nesting", '{"ledger":' + "[" * 5000)
    bad("unknown-field", altered(note="x"))
    bad("unknown-field-in-ledger", altered_ledger(note="x"))
    bad("field-twice", text.replace('"version": 1,', '"version": 1, "version": 1,'))
    bad("version-2", altered(version=2))
    bad("no-signature", {k: v for k, v in good.items() if k != "signature"})
    bad("no-ledger-part", {k: v for k, v in good.items() if k != "ledger"})
    bad("no-ledger-part-signed", (lambda r: r | {"signature": b64(LOG.id + LOG.private.sign(
        b"coffer receipt v1\n" + compact(r).encode()))})(dict(STATEMENT)))
    bad("signature-of-63-bytes", altered(signature=b64(raw[:-1])))
    bad("signature-without-key-id", altered(signature=b64(raw[4:])))
    bad("signature-spare-bits", altered(signature=good["signature"][:-2] + "B=" if good["signature"].endswith("=")
        and not good["signature"].endswith("==") else good["signature"][:-3] + "B=="))
    bad("signed-by-another-key", signed(key=OTHER))
    bad("another-key-under-our-id", altered(signature=b64(LOG.id + OTHER.private.sign(b"x"))))
    bad("checkpoint-signature-as-receipt-signature",
        altered(signature=good["ledger"]["checkpoint"].split(" ")[2].strip()))
    bad("size-altered", altered(size_bytes=29))
    bad("time-altered", altered(received_at=1764000000001))
    bad("content-hash-altered", altered(file_sha256="00" * 32))
    bad("case-altered", altered(case_number="C-1043"))
    bad("index-altered", altered_ledger(index=6))
    bad("proof-altered", altered_ledger(inclusion_proof=[b64(sha(b"x"))] * 4))
    bad("origin-of-another-log", signed({"origin": "coffer.example/other"}))
    bad("statement-of-another-file-signed", signed(statement=other))
    bad("entry-of-another-file-signed", signed(ledger={"entry": b64(LEAVES[4])}))
    bad("entry-not-canonical-signed", signed(ledger={"entry": b64(b" " + LEAVES[INDEX])}))
    bad("entry-not-base64-signed", signed(ledger={"entry": "***"}))
    bad("wrong-index-signed", signed(ledger={"index": 6}))
    bad("index-beyond-tree-signed", signed(ledger={"index": SIZE}))
    bad("index-huge-signed", signed(ledger={"index": 2**64 - 1}))
    proof = good["ledger"]["inclusion_proof"]
    bad("proof-too-short-signed", signed(ledger={"inclusion_proof": proof[:-1]}))
    bad("proof-too-long-signed", signed(ledger={"inclusion_proof": proof + [proof[0]]}))
    bad("proof-empty-signed", signed(ledger={"inclusion_proof": []}))
    bad("proof-of-64-hashes-signed", signed(ledger={"inclusion_proof": [proof[0]] * 64}))
    bad("proof-reversed-signed", signed(ledger={"inclusion_proof": proof[::-1]}))
    bad("proof-hash-of-31-bytes-signed", signed(ledger={"inclusion_proof": [b64(bytes(31))] + proof[1:]}))
    bad("proof-unpadded-signed", signed(ledger={"inclusion_proof": [proof[0].rstrip("=")] + proof[1:]}))
    bad("checkpoint-of-wrong-size-signed", signed(ledger={"checkpoint": note(body(SIZE + 6, root), LOG)}))
    bad("checkpoint-of-another-tree-signed", signed(ledger={"checkpoint": note(body(SIZE, sha(b"x")), LOG)}))
    bad("checkpoint-by-another-key-signed", signed(ledger={"checkpoint": note(body(SIZE, root), OTHER)}))
    bad("checkpoint-of-another-log-signed",
        signed(ledger={"checkpoint": note(body(SIZE, root, "coffer.example/other"), LOG)}))
    bad("checkpoint-crlf-signed",
        signed(ledger={"checkpoint": note(body(SIZE, root), LOG).replace("\n", "\r\n")}))
    bad("content-hash-upper-case-signed", signed({"file_sha256": STATEMENT["file_sha256"].upper()}))
    bad("salt-too-short-signed", signed({"name_salt": "00" * 15}))
    bad("case-number-with-line-break-signed", signed({"case_number": "C-1\n2"}))
    bad("case-number-empty-signed", signed({"case_number": ""}))
    bad("id-of-another-kind-signed", signed({"version_id": an_id("fil", 3)}))
    bad("array-for-object", list(good.values()))
    bad("fields-in-other-order", dict(reversed(good.items())))
    bad("escaped-letter", text.replace("C-1042", "\\u0043-1042"))
    bad("escaped-dash", json.dumps(good))
    bad("field-null-signed", {**good, "receipt_id": None})


def log():
    write("log", "key.txt", LOG.written())
    write("log", "entries.txt", b"\n".join(LEAVES) + b"\n")
    write("log", "roots.txt", "".join(mth(LEAVES[:n]).hex() + "\n" for n in range(len(LEAVES) + 1)))
    write("log", "consistency.txt", "".join(
        f"{m} {n} {','.join(h.hex() for h in subproof(m, LEAVES[:n], True))}\n"
        for n in range(1, len(LEAVES) + 1) for m in range(1, n)))
    write("log", "inclusion.txt", "".join(
        f"{m} {n} {','.join(h.hex() for h in path(m, LEAVES[:n]))}\n"
        for n in range(1, len(LEAVES) + 1) for m in range(n)))


for name in ("checkpoint", "entry", "receipt", "log"):
    shutil.rmtree(os.path.join(HERE, name), ignore_errors=True)
    os.makedirs(os.path.join(HERE, name))
checkpoints()
entries()
receipts()
log()
