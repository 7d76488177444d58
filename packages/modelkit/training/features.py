"""From text numbers to hidden states, in blocks of similar length; frozen layers are computed only once."""

from collections.abc import Callable, Iterator, Sequence

import torch
from torch import Tensor

from modelkit.models.base import Model
from modelkit.models.tokeniser import Batch, TokenRow
from modelkit.training.trunk import Trunk, mask_of

# Above this the frozen layers' output is recomputed rather than kept: training must not swallow the machine.
CACHE_BYTES = 1_500_000_000

ReadOut = Callable[[Tensor, Tensor], Tensor]


class TextFeatures:
    """The texts of one run with whatever of them can be kept between epochs."""

    def __init__(self, model: Model, trunk: Trunk, texts: Sequence[TokenRow]) -> None:
        self.trunk, self.texts = trunk, texts
        self.module, self.plan, self.tokeniser = model.module, model.plan, model.tokeniser
        self._kept: list[Tensor] | None = self._keep() if self._worth_keeping() else None

    def outputs(self, numbers: Sequence[int], read_out: ReadOut) -> Tensor:
        """`read_out(hidden, mask)` of each text, [n, …] in the order asked; gradients flow if enabled."""
        parts, order = [], []
        for block in self._blocks(numbers):
            hidden, mask = self._hidden([numbers[place] for place in block])
            parts.append(read_out(hidden, mask))
            order.extend(block)
        back = torch.empty(len(order), dtype=torch.long, device=self.trunk.device)
        back[torch.tensor(order, device=back.device)] = torch.arange(len(order), device=back.device)
        return torch.cat(parts)[back]

    @torch.no_grad()
    def encode(self, numbers: Sequence[int], read_out: ReadOut) -> Tensor:
        """`outputs` without dropout or gradients, fp32 on the CPU; for validation, mining and warm starts."""
        was_training = self.module.training
        self.module.eval()
        try:
            with self.autocast():
                return self.outputs(numbers, read_out).float().cpu()
        finally:
            self.module.train(was_training)

    def autocast(self) -> torch.autocast:
        """bf16 where the hardware plan asks for it."""
        return torch.autocast(self.plan.device, self.plan.dtype, enabled=self.plan.dtype is torch.bfloat16)

    def _blocks(self, numbers: Sequence[int]) -> Iterator[list[int]]:
        """Places in `numbers`, shortest text first, cut where a padded block would outgrow the cache."""
        block: list[int] = []
        for place in sorted(range(len(numbers)), key=lambda place: self._length(numbers[place])):
            if block and (len(block) + 1) * self._length(numbers[place]) > self.plan.tokens_per_batch:
                yield block
                block = []
            block.append(place)
        if block:
            yield block

    def _length(self, number: int) -> int:
        return len(self.texts[number])

    def _hidden(self, numbers: Sequence[int]) -> tuple[Tensor, Tensor]:
        if self._kept is None:
            batch = self._padded(numbers)
            return self.trunk.whole(batch), mask_of(batch)
        kept = [self._kept[number] for number in numbers]
        hidden = torch.nn.utils.rnn.pad_sequence(kept, batch_first=True)
        lengths = torch.tensor([len(part) for part in kept], device=hidden.device)
        mask = (torch.arange(hidden.shape[1], device=hidden.device) < lengths[:, None]).long()
        return self.trunk.upper(hidden.float(), mask), mask

    def _padded(self, numbers: Sequence[int]) -> Batch:
        return self.tokeniser.pad([self.texts[number] for number in numbers]).to(self.trunk.device)

    def _worth_keeping(self) -> bool:
        width = self.trunk.backbone.config.hidden_size
        return self.trunk.can_split and sum(map(len, self.texts)) * width * 2 <= CACHE_BYTES

    @torch.no_grad()
    def _keep(self) -> list[Tensor]:
        """The frozen layers' output a text, in half precision: it follows a layer norm, so nothing overflows."""
        kept: list[Tensor] = [torch.empty(0)] * len(self.texts)
        self.module.eval()
        for block in self._blocks(range(len(self.texts))):
            with self.autocast():
                hidden = self.trunk.lower(self._padded(block)).half()
            for row, number in enumerate(block):
                kept[number] = hidden[row, : self._length(number)].clone()
        return kept
