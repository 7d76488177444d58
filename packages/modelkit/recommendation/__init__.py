"""From what people did to what they may want next: data, recommenders, and what is true about them."""
