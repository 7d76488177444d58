"""Cross-entropy over one or several heads; a text that has no label for a head teaches that head nothing."""

from collections.abc import Iterable, Sequence
from typing import ClassVar, cast

import torch
from sklearn.linear_model import LogisticRegression
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, normalize

from modelkit.data.records import LabelledText
from modelkit.models.classifier import Classifier
from modelkit.models.heads import NO_LABEL, Heads, targets
from modelkit.training.examples import Batch, Examples
from modelkit.training.features import TextFeatures
from modelkit.training.objectives.base import Objective


class CrossEntropy(Objective[Classifier, LabelledText]):
    """Which label, for each head."""

    name: ClassVar[str] = "cross_entropy"
    figure: ClassVar[str] = "accuracy"

    def examples(self, records: Sequence[LabelledText]) -> Examples:
        """One text a record; targets [n, heads] number the labels, or are NO_LABEL."""
        columns = targets(records, self.model.heads)
        shown = self.model.shown([self.model.input_of(record) for record in records])
        texts = self.model.tokeniser(shown, prefix=self.model.spec.query_prefix)
        table = torch.stack([torch.from_numpy(columns[head]) for head in self.model.heads], dim=1)
        return Examples(texts=texts, rows=[(number,) for number in range(len(texts))], targets=table)

    def read_out(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """What the loss compares with the labels: the logits."""
        return self.logits(hidden, mask)

    def logits(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """The logits of all heads side by side [n, labels of all heads]."""
        return torch.cat(cast(Heads, self.model.module).logits(self.model.read_out(hidden, mask)), dim=1)

    def loss(self, outputs: Tensor, batch: Batch) -> Tensor:
        """The sum over the heads of their mean cross-entropy."""
        losses = [
            cross_entropy(logits, target, ignore_index=NO_LABEL, label_smoothing=self.recipe.label_smoothing)
            for logits, target in self._per_head(outputs[batch.places[:, 0]].float(), batch.targets)
            if bool((target != NO_LABEL).any())
        ]
        return torch.stack(losses).sum() if losses else outputs.sum() * 0.0

    def judge(self, examples: Examples, features: TextFeatures) -> float:
        """Accuracy over all known labels of all heads."""
        outputs = features.encode([row[0] for row in examples.rows], self.logits)
        pairs = self._per_head(outputs, examples.targets)
        right = sum(int((logits.argmax(1) == target).sum()) for logits, target in pairs)
        return right / max(1, int((examples.targets != NO_LABEL).sum()))

    @property
    def heads(self) -> Iterable[nn.Module]:
        """One linear layer a head."""
        return self.model.head_modules

    def warm_start(self, examples: Examples, features: TextFeatures) -> None:
        """Fit each head as a logistic regression on the untrained features (LP-FT, arXiv:2202.10054).

        A random head would first pull the backbone in directions that mean nothing.
        """
        if self.recipe.head_start == "random":
            return
        pooled = normalize(features.encode([row[0] for row in examples.rows], self.model.read_out), dim=1)
        for head, target in zip(self.model.head_modules, examples.targets.unbind(1), strict=True):
            known = target != NO_LABEL
            if len(torch.unique(target[known])) > 1:
                _fit_head(cast(nn.Linear, head), pooled[known], target[known], decay=self.recipe.head_start_decay)

    def _per_head(self, outputs: Tensor, table: Tensor) -> Iterable[tuple[Tensor, Tensor]]:
        sizes = [len(labels) for labels in self.model.heads.values()]
        return zip(torch.split(outputs, sizes, dim=1), table.unbind(1), strict=True)


def _fit_head(head: nn.Linear, pooled: Tensor, target: Tensor, *, decay: float) -> None:
    """Set a head to the regression of targets [n] on unit vectors [n, dim].

    The vectors of some backbones lie in a narrow cone. They are centred and scaled for the fit, so that one
    regularisation suits all, and both are folded into weight and bias afterwards.
    """
    centre = pooled.mean(dim=0)
    spread = (pooled - centre).norm(dim=1).mean().clamp(min=1e-6)
    # scikit-learn weighs the sum of losses by C; a mean makes one penalty suit a thousand examples and a million.
    fit = LogisticRegression(C=1 / (decay * len(target)), max_iter=200).fit(
        ((pooled - centre) / spread).numpy(), target.numpy()
    )
    weight = torch.from_numpy(fit.coef_).float() / spread
    bias = torch.from_numpy(fit.intercept_).float() - weight @ centre
    if len(fit.classes_) == 2:  # scikit-learn keeps one row for two classes
        weight, bias = torch.cat([-weight, weight]) / 2, torch.cat([-bias, bias]) / 2
    with torch.no_grad():
        # Labels without an example stay improbable instead of random.
        head.weight.copy_(weight.mean(dim=0).expand_as(head.weight))
        head.bias.fill_(float(bias.mean()) - 5.0)
        head.weight[fit.classes_] = weight.to(head.weight.device)
        head.bias[fit.classes_] = bias.to(head.bias.device)
