"""Links that browsers get, and the bytes behind them."""
