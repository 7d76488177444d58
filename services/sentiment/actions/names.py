"""What the models are called."""

DOCUMENT_MODEL = "sentiment-document"
ENTITY_MODEL = "sentiment-entity"
# Stories are compared by the desk's own encoder where there is one, else by the untrained backbone: fine-tuning for
# tone would bring unlike events together.
STORY_ENCODER = "sentiment-encoder"
BACKBONE = "intfloat/multilingual-e5-small"
