"""Is a model good, is it better than another, and when should it keep silent."""
