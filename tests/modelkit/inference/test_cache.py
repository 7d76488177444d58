from modelkit.inference.cache import TextCache


def test_a_text_is_remembered_for_its_model_version_alone() -> None:
    cache: TextCache[int] = TextCache()
    cache.put("v1", "hello", 1)
    assert cache.get("v1", "hello") == 1
    assert cache.get("v2", "hello") is None
    assert cache.get("v1", "Hello") is None


def test_what_was_used_least_lately_is_forgotten() -> None:
    cache: TextCache[int] = TextCache(capacity=2)
    cache.put("v", "a", 1)
    cache.put("v", "b", 2)
    cache.get("v", "a")
    cache.put("v", "c", 3)
    assert [cache.get("v", text) for text in "abc"] == [1, None, 3]


def test_no_text_is_kept() -> None:
    cache: TextCache[int] = TextCache()
    cache.put("v", "my card number is 4111", 1)
    assert "4111" not in repr(vars(cache))


def test_broken_unicode_is_a_text_too() -> None:
    cache: TextCache[int] = TextCache()
    cache.put("v", "\ud83d", 1)
    assert cache.get("v", "\ud83d") == 1
