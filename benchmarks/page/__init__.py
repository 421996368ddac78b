"""How smoothly the page moves with a full list and a long transcript."""
