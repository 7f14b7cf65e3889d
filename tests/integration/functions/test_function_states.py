"""The Python functions behind states of estimates, encryption and compression, against independent descriptions."""

from __future__ import annotations

import math
import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockhaus_adapters.engine_duckdb.functions import (
    addresses,
    bitmaps,
    compression,
    encryption,
    hyperloglog,
    minhash,
    percentiles,
)

_positions = st.sets(st.integers(0, 32767), max_size=300)
_cells = st.lists(st.builds(lambda stream, count: stream * 64 + count, st.integers(0, 4095), st.integers(1, 53)))
_numbers = st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=2_000)


class TestBitmaps:
    @given(_positions)
    def test_a_bitmap_keeps_its_positions(self, positions: set[int]) -> None:
        bitmap = bitmaps.bitmap_of(list(positions))
        assert bitmaps.positions_of(bitmap) == sorted(positions)
        assert bitmaps.count(bitmap) == len(positions)

    @given(_positions, _positions)
    def test_bitmaps_are_joined_as_sets_are(self, one: set[int], other: set[int]) -> None:
        pair: list[bytes | None] = [bitmaps.bitmap_of(list(one)), bitmaps.bitmap_of(list(other))]
        assert bitmaps.positions_of(bitmaps.union(pair)) == sorted(one | other)
        assert bitmaps.positions_of(bitmaps.intersection(pair)) == sorted(one & other)

    def test_a_bitmap_is_as_large_as_documented(self) -> None:
        sizes = [len(bitmaps.bitmap_of(list(range(count))) or b"") for count in (0, 4, 5, 32768)]
        assert sizes == [10, 10, 4108, 4108]


class TestHyperLogLog:
    @given(_cells, _cells)
    def test_the_union_of_states_is_the_state_of_all(self, one: list[int], other: list[int]) -> None:
        states = [hyperloglog.state_of(one), hyperloglog.state_of(other)]
        assert hyperloglog.union(states) == hyperloglog.state_of(one + other)

    @given(_cells)
    def test_an_exported_state_can_be_imported(self, cells: list[int]) -> None:
        state = hyperloglog.state_of(cells)
        assert bytes.fromhex(hyperloglog.read_export(hyperloglog.export(state)) or "") == state

    @given(st.sets(st.integers(0, 4095)))
    def test_a_state_is_no_longer_than_documented(self, streams: set[int]) -> None:
        assert len(hyperloglog.state_of([stream * 64 + 1 for stream in streams])) <= 4096

    def test_no_cells_are_no_values(self) -> None:
        assert hyperloglog.estimate(hyperloglog.state_of([])) == 0


class TestPercentiles:
    @given(_numbers, st.floats(0, 1))
    def test_an_estimate_lies_between_the_extremes(self, numbers: list[float], fraction: float) -> None:
        found = percentiles.quantile(percentiles.digest(numbers), fraction)
        assert found is not None
        assert min(numbers) - 1e-6 <= found <= max(numbers) + 1e-6

    @given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=199))
    def test_the_median_of_few_numbers_is_exact(self, numbers: list[int]) -> None:
        found = percentiles.quantile(percentiles.digest([float(number) for number in numbers]), 0.5)
        assert found == pytest.approx(statistics.median(numbers))

    @settings(max_examples=20)
    @given(st.integers(1_000, 20_000), st.floats(0.01, 0.99))
    def test_many_numbers_are_estimated_well(self, count: int, fraction: float) -> None:
        digest = percentiles.digest([float(number) for number in range(count)]) or []
        found = percentiles.quantile(digest, fraction)
        assert len(digest) <= 2 * 2 * 200
        assert found == pytest.approx(fraction * count, abs=count / 100)

    def test_digests_can_be_merged(self) -> None:
        parts = [percentiles.digest([float(n) for n in range(start, start + 5_000)]) or [] for start in (5_000, 0)]
        found = percentiles.quantile(percentiles.merge(parts[0] + parts[1]), 0.25)
        assert found == pytest.approx(2_500, abs=50)


class TestMinHash:
    @given(st.sets(st.integers(0, 2**31 - 2), min_size=1), st.sets(st.integers(0, 2**31 - 2), min_size=1))
    def test_the_least_of_two_sets_is_that_of_their_union(self, one: set[int], other: set[int]) -> None:
        rows = [minhash.smallest(list(numbers), 16) or [] for numbers in (one, other)]
        assert minhash.least(rows) == minhash.smallest(list(one | other), 16)

    def test_the_share_of_equal_positions_estimates_the_similarity(self) -> None:
        rows = [minhash.smallest(list(range(start, start + 1_000)), 1_024) or [] for start in (0, 500)]
        assert minhash.alike(rows) == pytest.approx(1 / 3, abs=4 / math.sqrt(1_024))


class TestEncryption:
    @given(
        st.binary(max_size=100), st.text(max_size=20), st.binary(max_size=20), st.sampled_from(["GCM", "CBC", "CTR"])
    )
    def test_what_was_encrypted_can_be_decrypted(self, content: bytes, passphrase: str, aad: bytes, mode: str) -> None:
        sealed = encryption.encrypt(content, passphrase, aad, f"AES-{mode}") or []
        assert encryption.decrypt(sealed[0], passphrase, aad, f"aes-{mode}") == [content]
        assert content not in sealed[0] or len(content) < 4

    @pytest.mark.parametrize("length", [16, 24, 32])
    def test_keys_have_three_lengths(self, length: int) -> None:
        content, iv, tag = encryption.encrypt_raw(b"abc", bytes(length), None, None, "AES") or []
        assert (len(iv), len(tag)) == (12, 16)
        assert encryption.decrypt_raw(content, bytes(length), iv, None, "AES-GCM", tag) == [b"abc"]

    @pytest.mark.parametrize("method", ["DES", "AES-XTS", "AES-CBC/pad:zero", "AES-GCM/"])
    def test_other_methods_are_none(self, method: str) -> None:
        assert encryption.encrypt(b"abc", "p", None, method) == []

    def test_content_of_whole_blocks_needs_no_padding(self) -> None:
        without = encryption.encrypt_raw(bytes(16), bytes(16), bytes(16), None, "AES-CBC/pad:none") or []
        with_padding = encryption.encrypt_raw(bytes(16), bytes(16), bytes(16), None, "AES-CBC") or []
        assert [len(without[0]), len(with_padding[0])] == [16, 32]
        assert encryption.encrypt_raw(bytes(15), bytes(16), bytes(16), None, "AES-CBC/pad:none") == []


class TestCompression:
    @given(st.binary(max_size=500), st.sampled_from(["SNAPPY", "zlib", "ZLIB(9)", "bz2(1)", "zstd", "ZSTD(19)"]))
    def test_what_was_compressed_can_be_decompressed(self, content: bytes, method: str) -> None:
        (compressed,) = compression.compress(content, method) or []
        assert compression.decompress(compressed, method) == [content]

    @pytest.mark.parametrize("method", ["SNAPPY", "ZLIB", "BZ2", "ZSTD"])
    @pytest.mark.parametrize("content", [b"", b"\x01", b"\xff" * 20, b"\xff\xff\xff\xff\x0f"])
    def test_other_bytes_are_not_decompressed(self, method: str, content: bytes) -> None:
        assert compression.decompress(content, method) == []


class TestAddresses:
    @pytest.mark.parametrize(
        ("text", "wanted", "found"),
        [
            ("from 192.0.2.146, port 80", "192.0.2.146", True),
            ("(192.000.002.146)", "192.0.2.146", True),
            ("192.0.2.1460", "192.0.2.146", False),
            ("192.0.2.146.7", "192.0.2.146", False),
            ("300.0.2.1", "0.0.0.0/0", False),
            ("[2001:db8::1]", "2001:db8::/32", True),
            ("2001:DB8:0:0:0:0:0:1", "2001:db8::1", True),
            ("192.0.2.1", "2001:db8::/32", False),
            ("12:30:45", "::/0", False),
            ("", "192.0.2.146", False),
        ],
    )
    def test_addresses_are_found_in_texts(self, text: str, wanted: str, found: bool) -> None:  # noqa: FBT001
        assert addresses.search(text, wanted) is found
