"""Lists for everybody: planned in shards, built one by one, published together."""

from services.recommend.actions.batch.building import PER_USER, point_again, recommend_all
from services.recommend.actions.batch.jobs import KIND, build_in_turn, run_batch_job, start_batch

__all__ = ["KIND", "PER_USER", "build_in_turn", "point_again", "recommend_all", "run_batch_job", "start_batch"]
